import { projectPath } from './resource-path.ts'

/** The engine's program: its source when we run from sources, else what was built. */
export function engineEntryPath(): string {
  const fromSources = import.meta.filename.endsWith('.ts')
  return fromSources ? projectPath('main', 'engine', 'entry.ts') : projectPath('out', 'main', 'engine.js')
}
