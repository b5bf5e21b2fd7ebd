/**
 * Names of every call and event: the only part of the contract that the sandboxed preload imports (no zod there).
 * What they take and give is in `calls.ts` and `events.ts`.
 */
export const CALLS = [
  'app.info',
  'app.doctor',
  'app.settings',
  'app.changeSettings',
  'files.choose',
  'files.browse',
  'workspace.recent',
  'workspace.open',
  'workspace.create',
  'workspace.openSample',
  'workspace.close',
  'workspace.current',
  'workspace.check',
  'datasets.catalogue',
  'datasets.fetch',
  'datasets.add',
  'datasets.list',
  'datasets.problems',
  'models.builtIn',
  'models.add',
  'models.list',
  'samples.table',
  'samples.get',
  'samples.picture',
  'samples.signal',
  'predictions.start',
  'evaluation.classifier',
  'methods.list',
  'attributions.explain',
  'attributions.find',
  'maps.get',
  'maps.find',
  'maps.list',
  'maps.import',
  'runs.start',
  'runs.list',
  'runs.get',
  'runs.pause',
  'runs.resume',
  'metrics.list',
  'scores.start',
  'scores.list',
  'jobs.list',
  'jobs.wait',
  'jobs.cancel',
] as const

export type CallName = (typeof CALLS)[number]

export const EVENTS = ['job.changed', 'workspace.changed', 'engine.state'] as const

export type EventName = (typeof EVENTS)[number]
