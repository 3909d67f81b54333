import { Report } from '../../../build/setup/report.mjs';

/** A report whose lines can be read. */
export function recordedReport(quiet = false): { report: Report; text: () => string } {
  let text = '';
  const stream = { isTTY: false, write: (chunk: string) => (text += chunk) } as unknown as NodeJS.WriteStream;
  return { report: new Report({ stream, quiet }), text: () => text };
}
