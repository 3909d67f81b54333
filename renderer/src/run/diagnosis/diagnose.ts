import type { RunRecord } from '@shared/run.ts';
import { findPreset } from '@shared/presets/index.ts';
import { balanceOf } from '../charts/balance.ts';
import type { MetricsView } from '../metrics/buffer.ts';
import { classifierRules } from './classifier.ts';
import { courseOf } from './course.ts';
import { criticRules } from './critic.ts';
import type { Evidence, Finding } from './finding.ts';
import { FIRST_STEPS } from './thresholds.ts';

/**
 * What the authors of the recipes tell a reader to watch, found in the metrics; the gravest first. Null while there
 * are too few steps to tell. Each rule applies to the losses it is true of.
 */
export function diagnose(record: RunRecord, view: MetricsView): Finding[] | null {
  if (view.length === 0 || (view.columns.step[view.length - 1] ?? 0) < FIRST_STEPS) return null;
  const recipe = findPreset(record.config.preset)?.recipe;
  const evidence: Evidence = {
    record,
    course: courseOf(view),
    balance: recipe ? balanceOf(record.config, recipe) : null,
  };
  const rules = record.config['loss.kind'] === 'wasserstein' ? criticRules : classifierRules;
  const findings = rules.map((rule) => rule(evidence)).filter((finding) => finding !== null);
  return gravestFirst(findings);
}

const GRAVITY: readonly Finding['tone'][] = ['problem', 'advice', 'well'];

export const gravestFirst = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => GRAVITY.indexOf(a.tone) - GRAVITY.indexOf(b.tone));
