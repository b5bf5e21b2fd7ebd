import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startWorkbench } from '../helpers/workbench.ts'

/**
 * How long the main process is busy at a stretch while a run goes on: what the window would wait for. Needs the real
 * tiles and model; a run over signals, whose maps come much faster, stands in where they are absent.
 */
const SAMPLES = 40

const shared = resolve(process.env['EOSIN_SHARED'] ?? join(import.meta.dirname, '../../../shared'))
const tiles = join(shared, 'data/hmt/HMT_test')

export async function measureResponsiveness(): Promise<void> {
  const bench = startWorkbench()
  const { call, finished, workbench } = bench
  try {
    const file = (path: string) => ({ file: workbench.files.register(path).id })
    await call('workspace.create', file(join(bench.folder, 'bench.eosin')))
    const real = existsSync(tiles)
    const source = real ? file(tiles) : { builtIn: 'mnist1d' as const }
    const added = await finished((await call('datasets.add', { source })).job)
    const model = await call('models.add', {
      source: real
        ? file(join(shared, 'data/models/HMT.h5'))
        : file(join(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')),
    })
    const question = { method: 'sise', params: { layers: model.defaultLayers.slice(-1) } }
    const watch = watchEventLoop()
    const { job } = await call('runs.start', {
      datasetId: added.result!.datasetId!,
      modelId: model.id,
      question,
      limit: real ? SAMPLES : 1000,
    })
    await finished(job)
    const { wallMs, busyMs } = watch.stop()
    process.stdout.write(
      `main process during a run of ${real ? `${SAMPLES} tiles` : '1000 signals'}: longest block ${wallMs.toFixed(1)} ms, ` +
        `of computing in one ${busyMs.toFixed(1)} ms (wanted: below 50 ms; the rest is waiting for a core)\n`,
    )
  } finally {
    await bench.close()
  }
}

/** Longest turn of the event loop: by the clock, and in time that this thread really ran. */
function watchEventLoop(): { stop(): { wallMs: number; busyMs: number } } {
  const longest = { wallMs: 0, busyMs: 0 }
  let [clock, cpu] = [performance.now(), threadMs()]
  let running = true
  function turn(): void {
    const [now, used] = [performance.now(), threadMs()]
    longest.wallMs = Math.max(longest.wallMs, now - clock)
    longest.busyMs = Math.max(longest.busyMs, used - cpu)
    ;[clock, cpu] = [now, used]
    if (running) setTimeout(turn, 1)
  }
  turn()
  return {
    stop() {
      running = false
      return longest
    },
  }
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

if (import.meta.main) await measureResponsiveness()
