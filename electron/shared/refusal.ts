import type { z } from 'zod';

/** Longest value that is repeated to whoever wrote it. */
const SHOWN = 40;

/** What the schemas ask for, in words. */
const KINDS: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object, {…}',
  record: 'an object, {…}',
  date: 'a date',
};

/**
 * The first fault of a value, said by its innermost place: of a value that may be one of several forms, the fault of the
 * form that it comes closest to.
 */
export function firstFault({ issues: [issue] }: z.core.$ZodError): z.core.$ZodIssue | undefined {
  return issue && innermost(issue);
}

function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .flatMap(([first]) => (first ? [innermost({ ...first, path: [...issue.path, ...first.path] })] : []))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > issue.path.length ? inner : issue;
}

/**
 * What is wrong with a value out of a file, and what would be right: "must be a whole number, not "many"". It follows
 * the name of the place.
 * @param value all that was checked
 */
export function faultInWords(issue: z.core.$ZodIssue, value: unknown): string {
  const given = shown(at(value, issue.path));
  switch (issue.code) {
    case 'invalid_type':
      return given === null
        ? `is missing: it must be ${KINDS[issue.expected] ?? issue.expected}`
        : `must be ${KINDS[issue.expected] ?? issue.expected}, not ${given}`;
    case 'too_small':
      return `${must(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${limit(issue.origin, issue.minimum)}${not(issue.origin, given)}`;
    case 'too_big':
      return `${must(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${limit(issue.origin, issue.maximum)}${not(issue.origin, given)}`;
    case 'invalid_value':
      return given === null
        ? `is missing: it must be ${oneOf(issue.values)}`
        : `must be ${oneOf(issue.values)}, not ${given}`;
    case 'unrecognized_keys':
      return `has no ${issue.keys.map((key) => `"${key}"`).join(', ')}: leave it out`;
    case 'invalid_union': {
      const values = valuesOfUnion(issue);
      if (values.length === 0) return given === null ? 'is missing' : `cannot be ${given}`;
      return given === null ? `is missing: it must be ${oneOf(values)}` : `must be ${oneOf(values)}, not ${given}`;
    }
    case 'invalid_format':
      return issue.format === 'datetime' ? `must be a date and time, not ${given ?? ''}` : `cannot be ${given ?? ''}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}${not('number', given)}`;
    case 'invalid_key':
    case 'invalid_element':
      return 'is not as it should be';
    case 'custom':
      return issue.message;
    default:
      return issue satisfies never;
  }
}

/** What one of several kinds of thing may be called, or the values that may stand there. */
const valuesOfUnion = ({
  options,
  errors,
}: z.core.$ZodIssueInvalidUnion & { options?: readonly unknown[] }): readonly unknown[] =>
  options ?? errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));

const counted = (origin: string): boolean => origin !== 'number' && origin !== 'int' && origin !== 'bigint';
const must = (origin: string): string => (counted(origin) ? 'must have' : 'must be');
const not = (origin: string, given: string | null): string =>
  counted(origin) || given === null ? '' : `, not ${given}`;
const limit = (origin: string, value: number | bigint): string =>
  `${value}${origin === 'string' ? ' characters' : counted(origin) ? ' entries' : ''}`;

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.map(String).join(', ')}`;

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

/** A value as its file has it, cut where it is long; null where it is not there. */
function shown(value: unknown): string | null {
  if (value === undefined) return null;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
