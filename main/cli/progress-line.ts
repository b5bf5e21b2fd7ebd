import type { Job } from '#contract/jobs.ts'

const SLOW_INTERVAL_MS = 10_000

/** Progress of one job on stderr: one line rewritten in a terminal, a line every ten seconds elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #shownAt = Date.now()
  #isDrawn = false

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  show(job: Job): void {
    if (job.state !== 'running' || job.total === 0) return
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[2K${describe(job)}`)
      this.#isDrawn = true
    } else if (Date.now() - this.#shownAt >= SLOW_INTERVAL_MS) {
      this.#stream.write(`${describe(job)}\n`)
      this.#shownAt = Date.now()
    }
  }

  clear(): void {
    if (this.#isDrawn) this.#stream.write('\r\u001b[2K')
    this.#isDrawn = false
  }
}

function describe({ title, done, total, unit, remainingMs }: Job): string {
  const percent = Math.floor((100 * done) / total)
  const left = remainingMs === null ? '' : `, ${duration(remainingMs)} left`
  const amount =
    unit === 'bytes' ? `${megabytes(done)} of ${megabytes(total)}` : `${done} of ${total} ${unit}`
  return `${title}: ${amount} (${percent} %)${left}`
}

export function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
