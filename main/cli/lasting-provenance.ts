import type { Run } from '#contract/attributions.ts'

/** A workspace that is gone with the command is no part of the way to repeat it. */
export function lastingProvenance(
  provenance: Run['provenance'],
  { workspace }: { readonly workspace?: string },
): Run['provenance'] {
  const { commandLine } = provenance
  if (workspace !== undefined || typeof commandLine !== 'string') return provenance
  return { ...provenance, commandLine: commandLine.replace(/ --workspace ('[^']*'|\S+)/, '') }
}
