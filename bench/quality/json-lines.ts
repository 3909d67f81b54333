import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { type z } from 'zod';

/** Every line of a file of JSON lines; none where there is no file. @throws {Error} where a line is something else */
export async function readLines<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}

export const addLine = (file: string, line: object): Promise<void> => appendFile(file, `${JSON.stringify(line)}\n`);
