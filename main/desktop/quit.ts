import type { App } from 'electron'

/** A workbench that hangs must not keep the person from closing it; what it has committed is safe. */
const PATIENCE_MS = 10_000

/** Closes the workspace before the program ends, however it was asked to. */
export function closeBeforeQuit(app: Pick<App, 'on' | 'quit'>, close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void closeInTime(close).finally(() => {
      state = 'closed'
      app.quit()
    })
  })
}

async function closeInTime(close: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  try {
    await Promise.race([close(), patience])
  } catch (error) {
    console.error('cannot close the workspace in order', error)
  } finally {
    clearTimeout(timer)
  }
}
