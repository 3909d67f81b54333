import { DEFAULT_CHOICES, type AppChoices } from '@shared/app-choices.ts';
import { call } from './bridge.ts';

/** What the user chose for the whole app. */
class Choices {
  current = $state.raw<AppChoices>(DEFAULT_CHOICES);

  async load(): Promise<void> {
    this.current = await call('settings.get', {});
  }

  async change(change: Partial<AppChoices>): Promise<void> {
    this.current = await call('settings.change', change);
  }
}

export const choices = new Choices();
