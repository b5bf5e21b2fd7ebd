// A process to be killed: executes a run, one map per transaction, and says each sample that is safe.
import { writeSync } from 'node:fs'
import { openWorkspace } from '../../main/store/open-workspace.ts'

const [path, runText, mode] = process.argv.slice(2)
const workspace = openWorkspace(path ?? '')
const runId = Number(runText)
workspace.runs.leases.claim(runId)
if (mode === 'hold') {
  writeSync(1, 'claimed\n')
  setInterval(() => workspace.runs.leases.renew(runId), 1000)
} else {
  const length = 20_000
  for (const sampleId of workspace.runs.pendingSamples(runId)) {
    const values = Float32Array.from({ length }, (_, index) => Math.fround(Math.sin(sampleId * 1000 + index)))
    workspace.maps.put({
      runId,
      sampleId,
      targetClass: 0,
      versusClass: null,
      shape: [length],
      values,
      diagnostics: null,
      durationMs: 0,
    })
    writeSync(1, `${sampleId}\n`)
  }
  workspace.runs.setState(runId, 'done')
  workspace.close()
}
