import { describeDevice, openDevice } from '../device/index.ts';

/** Native TensorFlow on the processor; where there is none, tfjs's own. */
export async function openProcessor(): Promise<void> {
  await openDevice((await describeDevice('cpu')).available ? 'cpu' : 'js');
}
