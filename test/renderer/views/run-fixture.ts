import type { MethodSummary, Run } from '#contract/attributions.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'

export const RUN: Run = {
  id: 1, modelId: 1, datasetId: 1, method: 'sise', params: { layers: ['conv'], threshold: 0 },
  target: { kind: 'predicted' }, versus: null, output: 'probability', seed: 0, background: null, state: 'done',
  total: 10, done: 10, failed: 0, backend: 'wasm', createdAt: 1, updatedAt: 1, error: null, provenance: {},
} // prettier-ignore

export const SCORE: Score = {
  id: 1, runId: 1, metric: 'drop-increase', params: { fraction: 0.9 }, degenerate: 0, sampleCount: 10,
  figures: {
    averageDrop: { value: 0.6, interval: [0.5, 0.7], count: 10 },
    increaseRate: { value: 0.2, interval: null, count: 9 },
  },
  formula: 'drop', computedAt: 5,
} // prettier-ignore

export const METRICS: MetricSummary[] = [
  {
    id: 'road', title: 'ROAD', summary: '', formula: 'road', citation: '', params: {},
    figures: [{ id: 'roadAuc', title: 'ROAD', better: 'higher' }],
  },
  {
    id: 'drop-increase', title: 'Average drop and increase', summary: '', formula: 'drop', citation: '', params: {},
    figures: [
      { id: 'averageDrop', title: 'Average drop', better: 'lower' },
      { id: 'increaseRate', title: 'Increase rate', better: 'higher' },
    ],
  },
] // prettier-ignore

export function method(id: string, family: string, changes: Partial<MethodSummary> = {}): MethodSummary {
  return {
    id,
    title: id.toUpperCase(),
    summary: '',
    family,
    citation: { authors: '', title: '', venue: '', year: 2020, url: '' },
    needs: [],
    signed: false,
    outputs: ['probability', 'logit'],
    defaultOutput: 'probability',
    params: {},
    ...changes,
  }
}

export const METHODS = [method('sise', 'sise'), method('lime', 'lime'), method('random', 'control')]
