import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFileDialog } from '../../main/desktop/file-dialog.ts'
import { workspaceAmong } from '../../main/desktop/opened-file.ts'
import { createDispatch } from '../../main/ipc/dispatch.ts'
import { FileHandles } from '../../main/services/file-handles.ts'
import { filesHandlers } from '../../main/services/files-service.ts'
import { stubHandlers } from '../ipc/stub-handlers.ts'
import { createFakeElectron } from './fake-electron.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'eosin-dialog-')))
const model = join(folder, 'model.h5')
writeFileSync(model, '')
writeFileSync(join(folder, 'a.eosin'), '')
symlinkSync(model, join(folder, 'link.h5'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function setUp() {
  const electron = createFakeElectron()
  const { window } = electron.openWindow('app://bundle/')
  const files = new FileHandles()
  const chooseFile = createFileDialog({ dialog: electron.main.dialog, window: () => window, folder })
  const dispatch = createDispatch({
    handlers: stubHandlers(filesHandlers(files, chooseFile)),
    checkOutput: true,
  })
  const choose = (purpose: string) => dispatch('files.choose', { purpose })
  return { dialogs: electron.dialogs, files, choose }
}

describe('files.choose over a native dialog', () => {
  it('gives the window a handle and a name, never the path', async () => {
    const { dialogs, files, choose } = setUp()
    dialogs.open = { canceled: false, filePaths: [join(folder, 'link.h5')] }
    const reply = await choose('model')
    expect(reply).toEqual({
      ok: true,
      value: { file: { id: expect.any(String) as string, name: 'model.h5', kind: 'file' } },
    })
    expect(JSON.stringify(reply)).not.toContain(folder)
    const { file } = (reply.ok ? reply.value : {}) as { file: { id: string } }
    expect(files.resolve(file.id)).toBe(model)
  })

  it('gives null when it was dismissed', async () => {
    expect(await setUp().choose('model')).toEqual({ ok: true, value: { file: null } })
  })

  it('asks for a folder of tiles, and for a file of anything else', async () => {
    const { dialogs, choose } = setUp()
    for (const purpose of ['tiles', 'model', 'workspace', 'array']) await choose(purpose)
    const properties = dialogs.asked.map((options) => (options as { properties: string[] }).properties)
    expect(properties).toEqual([['openDirectory'], ['openFile'], ['openFile'], ['openFile']])
  })

  it.each([
    ['new.eosin', 'new.eosin'],
    ['new', 'new.eosin'],
    ['new.db', 'new.db.eosin'],
  ])('a new workspace %s is kept as %s', async (typed, kept) => {
    const { dialogs, files, choose } = setUp()
    dialogs.save = { canceled: false, filePath: join(folder, typed) }
    const reply = await choose('new-workspace')
    const { file } = (reply.ok ? reply.value : {}) as { file: { id: string } }
    expect(files.resolve(file.id)).toBe(join(folder, kept))
  })
})

describe('workspaceAmong(argv, folder)', () => {
  it.each([
    [['a.eosin'], 'a.eosin'],
    [['--flag', join(folder, 'a.eosin')], 'a.eosin'],
    [['absent.eosin'], null],
    [['model.h5'], null],
    [['--inspect=a.eosin'], null],
    [['\\\\server\\share\\a.eosin'], null],
    [['//server/share/a.eosin'], null],
    [[], null],
  ])('%j: %s', (argv, name) => {
    expect(workspaceAmong(argv, folder)).toBe(name === null ? null : join(folder, name))
  })

  it('takes no folder for a workspace', () => {
    expect(workspaceAmong(['/dev/null.eosin', folder], folder)).toBeNull()
  })
})
