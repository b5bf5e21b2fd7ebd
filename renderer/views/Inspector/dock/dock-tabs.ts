import type { SampleKind } from '#contract/common.ts'

export const DOCK_TABS = [
  { id: 'agreement', title: 'Agreement', kinds: ['tile', 'signal'] },
  { id: 'layers', title: 'Layers', kinds: ['tile', 'signal'] },
  { id: 'occlusion', title: 'Occlusion', kinds: ['tile', 'signal'] },
] as const satisfies readonly { id: string; title: string; kinds: readonly SampleKind[] }[]

export type DockTab = (typeof DOCK_TABS)[number]['id']
