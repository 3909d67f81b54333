/** What of "About Forger" is open. */
class About {
  page = $state<'facts' | 'licences' | null>(null);

  open(page: 'facts' | 'licences' = 'facts'): void {
    this.page = page;
  }

  close(): void {
    this.page = null;
  }
}

export const about = new About();
