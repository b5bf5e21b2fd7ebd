import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDesktop, type DesktopWorkbench } from '../../main/desktop/start-desktop.ts'
import { testWorkbench } from '../ipc/test-workbench.ts'
import { createFakeElectron } from './fake-electron.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eosin-desktop-'))
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

async function start(electron = createFakeElectron(folder), developmentUrl?: string, argv: string[] = []) {
  const closed: string[] = []
  const registered: string[] = []
  let finishClosing = () => {}
  const workbench: DesktopWorkbench = {
    ...testWorkbench(),
    files: {
      register: (path) => {
        registered.push(path)
        return { id: 'handle-1', name: 'a.eosin', kind: 'file' }
      },
    },
    close: () =>
      new Promise((resolve) => {
        closed.push('asked')
        finishClosing = resolve
      }),
  }
  await startDesktop({
    electron: electron.main,
    paths: { preload: '/out/preload/index.cjs', renderer: '/out/renderer', engine: '/out/main/engine.js' },
    compose: ({ launch }) => {
      launch()
      return workbench
    },
    developmentUrl,
    argv,
  })
  return {
    electron,
    closed,
    registered,
    finishClosing: () => {
      finishClosing()
    },
  }
}

describe('startDesktop(...)', () => {
  it('opens one sandboxed, isolated window without Node on app://bundle', async () => {
    const { electron } = await start()
    expect([
      electron.windows.length,
      electron.windows[0]?.webContents.getURL(),
      electron.app.sandboxed,
    ]).toEqual([1, 'app://bundle/', true])
    expect(electron.windows[0]?.options['webPreferences']).toEqual({
      preload: '/out/preload/index.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    })
  })

  it('shows the window when its page is ready', async () => {
    const [window] = (await start()).electron.windows
    const before = window?.shown
    window?.emit('ready-to-show')
    expect([before, window?.shown]).toEqual([false, true])
  })

  it('quits at once where another instance has the lock, and focuses the first', async () => {
    const second = createFakeElectron(folder)
    second.app.hasLock = false
    await start(second)
    const { electron } = await start()
    electron.app.emit('second-instance', {}, ['eosin'], folder)
    expect([second.app.ended, second.windows.length, electron.windows[0]?.focused]).toEqual([true, 0, 1])
  })

  it('opens a workspace that a second start or the system hands over, and nothing else of it', async () => {
    writeFileSync(join(folder, 'a.eosin'), '')
    const { electron, registered } = await start()
    electron.app.emit('second-instance', {}, ['eosin', '--no-sandbox', 'a.eosin'], folder)
    electron.app.emit('open-file', { preventDefault: () => {} }, join(folder, 'a.eosin'))
    electron.app.emit('open-file', { preventDefault: () => {} }, '/etc/passwd')
    expect(registered.map((path) => path.endsWith('a.eosin'))).toEqual([true, true])
    await vi.waitFor(() => expect(electron.dialogs.errors[0]).toContain('Cannot open the workspace'))
  })

  it('heeds the development address only where the program is not packaged', async () => {
    const development = createFakeElectron(folder)
    development.app.isPackaged = false
    await start(development, 'http://localhost:5173/')
    const { electron } = await start(undefined, 'http://localhost:5173/')
    expect([development, electron].map((each) => each.windows[0]?.webContents.getURL())).toEqual([
      'http://localhost:5173/',
      'app://bundle/',
    ])
  })

  it('closes the workspace before it ends, once, however often it is asked', async () => {
    const { electron, closed, finishClosing } = await start()
    electron.app.emit('window-all-closed')
    electron.app.quit()
    const before = electron.app.ended
    finishClosing()
    await vi.waitFor(() => expect(electron.app.ended).toBe(true))
    expect([before, closed]).toEqual([false, ['asked']])
  })

  it('loads a crashed page again twice within five minutes, then asks', async () => {
    const { electron } = await start()
    const contents = electron.windows[0]?.webContents
    electron.dialogs.button = 1
    const reloads: unknown[] = []
    for (const reason of ['crashed', 'clean-exit', 'oom', 'crashed']) {
      contents?.emit('render-process-gone', {}, { reason, exitCode: 5 })
      reloads.push(contents?.reloads)
    }
    await vi.waitFor(() => expect(electron.app.quits).toBe(1))
    expect([reloads, electron.dialogs.asked.length]).toEqual([[1, 1, 2, 2], 1])
  })

  it('has a menu with the usual roles, and development tools only in development', async () => {
    const menu = JSON.stringify((await start()).electron.menus)
    expect(
      ['redo', 'windowMenu', 'zoomIn', 'toggleDevTools'].map((role) => menu.includes(`"${role}"`)),
    ).toEqual([true, true, true, false])
  })
})

describe('the engine as a utility process', () => {
  it('is forked with a scrubbed environment', async () => {
    vi.stubEnv('NODE_OPTIONS', '--require /evil.js')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
    vi.stubEnv('EOSIN_SHARED', '/shared')
    const { electron } = await start()
    vi.unstubAllEnvs()
    const [path, argv, options] = electron.forks[0] as [string, string[], { env: Record<string, string> }]
    expect([
      path,
      argv,
      'NODE_OPTIONS' in options.env,
      'AWS_SECRET_ACCESS_KEY' in options.env,
      options.env['EOSIN_SHARED'],
    ]).toEqual(['/out/main/engine.js', [], false, false, '/shared'])
  })
})

describe('the place of the window', () => {
  const saved = (bounds: object, maximized = false) => {
    writeFileSync(join(folder, 'window.json'), JSON.stringify({ bounds, maximized }))
  }
  const placed = async () => {
    const { x, y, width, height } = (await start()).electron.windows[0]?.options ?? {}
    return { x, y, width, height }
  }
  const standard = { x: undefined, y: undefined, width: 1360, height: 860 }

  it('is kept when it closes', async () => {
    const { electron } = await start()
    electron.windows[0]?.emit('close')
    expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toEqual({
      bounds: { x: 10, y: 20, width: 1000, height: 700 },
      maximized: false,
    })
  })

  it('is taken again where a display is there', async () => {
    saved({ x: 100, y: 50, width: 1000, height: 700 })
    expect(await placed()).toEqual({ x: 100, y: 50, width: 1000, height: 700 })
  })

  it.each([
    ['beyond every display', { x: 5000, y: 50, width: 1000, height: 700 }],
    ['with its title bar above the display', { x: 100, y: -500, width: 1000, height: 700 }],
    ['too small', { x: 0, y: 0, width: 10, height: 10 }],
    ['not a number', { x: '0', y: 0, width: 1000, height: 700 }],
  ])('is the standard one where the saved one is %s', async (_, bounds) => {
    saved(bounds)
    expect(await placed()).toEqual(standard)
  })

  it('is the standard one where the file is damaged', async () => {
    writeFileSync(join(folder, 'window.json'), '{')
    expect(await placed()).toEqual(standard)
  })
})
