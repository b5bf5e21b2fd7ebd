import { describe, expect, it } from 'vitest'
import { guardContents, guardSession } from '../../main/desktop/content-guard.ts'
import { createFakeElectron } from './fake-electron.ts'

function guarded(origin = 'app://bundle') {
  const electron = createFakeElectron()
  guardContents(electron.main.app, origin)
  guardSession(electron.main.session.defaultSession, origin)
  const { contents } = electron.openWindow(`${origin}/`)
  return { electron, contents, session: electron.session }
}

describe('guardContents(app, origin)', () => {
  const foreign = [
    'https://evil.example/',
    'http://localhost:5173/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'app://bundle.evil/',
    'app://bundle@evil/',
    'about:blank',
    '',
  ]
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
    'cancels %s to any other address',
    (event) => {
      const { contents } = guarded()
      expect(foreign.filter((url) => !contents.attempt(event, url))).toEqual([])
    },
  )

  it('lets our own page be loaded again', () => {
    expect(guarded().contents.attempt('will-navigate', 'app://bundle/index.html#tiles')).toBe(false)
  })

  it('denies every new window and every webview', () => {
    const { contents } = guarded()
    expect([contents.openWindow?.(), contents.attempt('will-attach-webview', 'app://bundle/')]).toEqual([
      { action: 'deny' },
      true,
    ])
  })
})

describe('guardSession(session, origin)', () => {
  const permissions = [
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'fileSystem',
    'hid',
    'usb',
    'clipboard-read',
    'unknown',
  ]
  it.each([
    ...permissions.map((name) => [name, false] as const),
    ['clipboard-sanitized-write', true] as const,
  ])('permission %s: %s', (name, allowed) => {
    const { session } = guarded()
    let answer: unknown
    session.handlers['permission']?.(...([{}, name, (value: unknown) => (answer = value)] as never[]))
    const checked = session.handlers['check']?.(...([{}, name] as never[]))
    expect([answer, checked]).toEqual([allowed, allowed])
  })

  it('denies devices and switches the spell checker with its downloads off', () => {
    const { session } = guarded()
    expect([session.handlers['device']?.(), session.spellChecker]).toEqual([false, false])
  })

  it.each([
    ['app://bundle/assets/index-1.js', false],
    ['blob:app://bundle/1', false],
    ['data:image/png;base64,', false],
    ['https://evil.example/?leak', true],
    ['http://127.0.0.1:8080/', true],
    ['ws://localhost:5173/', true],
    ['file:///etc/passwd', true],
    ['app://other/', true],
  ])('request for %s: cancelled %s', (url, cancel) => {
    let answer: unknown
    guarded().session.handlers['request']?.(...([{ url }, (value: unknown) => (answer = value)] as never[]))
    expect(answer).toEqual({ cancel })
  })

  it('lets the development page reach its own server, and nothing else', () => {
    const { session } = guarded('http://localhost:5173')
    const cancelled = [
      'http://localhost:5173/main.ts',
      'ws://localhost:5173/?token=1',
      'http://localhost:5174/',
    ].map((url) => {
      let answer: unknown
      session.handlers['request']?.(...([{ url }, (value: unknown) => (answer = value)] as never[]))
      return answer
    })
    expect(cancelled).toEqual([{ cancel: false }, { cancel: false }, { cancel: true }])
  })

  it.each([
    ['blob:app://bundle/1', false],
    ['https://evil.example/x.exe', true],
    ['blob:https://evil.example/1', true],
  ])('download of %s: cancelled %s', (url, cancelled) => {
    let prevented = false
    guarded().session.emit(
      'will-download',
      { preventDefault: () => (prevented = true) },
      { getURL: () => url },
    )
    expect(prevented).toBe(cancelled)
  })
})
