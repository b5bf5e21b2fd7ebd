import type { Fill } from '#contract/probing.ts'

/** What stands for something taken away, in words. */
export const FILLS: readonly { readonly id: Fill; readonly title: string }[] = [
  { id: 'black', title: 'Black (zeros)' },
  { id: 'mean', title: 'Mean colour' },
  { id: 'blur', title: 'Blurred' },
  { id: 'white', title: 'White (ones)' },
]

/** A signal has no colours. */
export const SIGNAL_FILLS: typeof FILLS = [
  { id: 'black', title: 'Zeros' },
  { id: 'mean', title: 'Its mean' },
  { id: 'blur', title: 'Blurred' },
  { id: 'white', title: 'Ones' },
]

export function fillTitle(kind: Fill | 'sample', isSignal: boolean): string {
  const fills = isSignal ? SIGNAL_FILLS : FILLS
  return fills.find(({ id }) => id === kind)?.title ?? (isSignal ? 'Another signal' : 'Another tile')
}
