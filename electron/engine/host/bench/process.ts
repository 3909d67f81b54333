import { measure } from './measure.ts';
import { subjectSchema } from './subject.ts';
import { takePart } from './take-part.ts';

/** A process that is measured: one way of running one recipe's steps. */
await takePart((subject) => measure(subjectSchema.parse(subject)));
