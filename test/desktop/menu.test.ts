import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { COMMAND_NAMES, MenuCommand } from '#contract/commands.ts'
import { keepApplicationMenu } from '../../main/desktop/application-menu.ts'
import { menuTemplate, type MenuOptions } from '../../main/desktop/menu.ts'
import { createEventHub } from '../../main/ipc/event-hub.ts'
import { createFakeElectron } from './fake-electron.ts'

type Item = MenuItemConstructorOptions

function build(options: Partial<MenuOptions> = {}) {
  const sent: MenuCommand[] = []
  const send = (command: MenuCommand) => sent.push(command)
  const template = menuTemplate({ platform: 'linux', development: false, recent: [], send, ...options })
  return { template, sent }
}

function flat(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
}

function click(item: Item | undefined): void {
  ;(item?.click as () => void)()
}

const recent = [
  { name: 'a & b.eosin', location: '/home/a & b.eosin', handle: 'h1' },
  { name: 'c.eosin', location: '/home/c.eosin', handle: 'h2' },
]

describe('menuTemplate(options)', () => {
  it('has Quit and Settings under File, and on a Mac in the menu of the program', () => {
    const rolesOf = (platform: NodeJS.Platform, at: number) =>
      flat([build({ platform }).template[at]!]).map(({ role, id }) => role ?? id)
    expect([rolesOf('linux', 0).includes('quit'), rolesOf('linux', 0).includes('go.settings')]).toEqual([
      true,
      true,
    ])
    expect([rolesOf('darwin', 0).includes('quit'), rolesOf('darwin', 0).includes('go.settings')]).toEqual([
      true,
      true,
    ])
    expect([rolesOf('darwin', 1).includes('quit'), rolesOf('darwin', 1).includes('close')]).toEqual([
      false,
      true,
    ])
  })

  it.each(['linux', 'win32', 'darwin'] as const)(
    'on %s every item is a role, a separator, a menu or sends a command',
    (platform) => {
      for (const item of flat(build({ platform, recent, development: true }).template)) {
        const known =
          item.role !== undefined ||
          item.type === 'separator' ||
          Array.isArray(item.submenu) ||
          item.enabled === false ||
          item.click !== undefined
        expect([item.label ?? item.role ?? item.type, known]).toEqual([
          item.label ?? item.role ?? item.type,
          true,
        ])
      }
    },
  )

  it('sends what an item is named after, of the closed list', () => {
    const { template, sent } = build()
    const items = flat(template).filter(({ id }) => id !== undefined)
    items.forEach(click)
    expect(sent.map(({ name }) => name)).toEqual(items.map(({ id }) => id))
    expect(sent.every((command) => MenuCommand.safeParse(command).success)).toBe(true)
    expect(sent.filter(({ name }) => !COMMAND_NAMES.includes(name))).toEqual([])
  })

  it('gives no two items the same accelerator', () => {
    const keys = flat(build().template).flatMap(({ accelerator }) => accelerator ?? [])
    expect(keys.length).toBe(new Set(keys).size)
  })

  it('lists recent workspaces by name, an ampersand as itself, and opens by handle', () => {
    const { template, sent } = build({ recent })
    const menu = flat(template).find(({ label }) => label === 'Open Recent')?.submenu as Item[]
    menu.forEach(click)
    expect([menu.map(({ label }) => label), sent]).toEqual([
      ['a && b.eosin', 'c.eosin'],
      [
        { name: 'workspace.recent', handle: 'h1' },
        { name: 'workspace.recent', handle: 'h2' },
      ],
    ])
  })
})

describe('keepApplicationMenu(parts)', () => {
  it('makes the menu again with the recent workspaces when one was opened, without those that are gone', async () => {
    const electron = createFakeElectron()
    const hub = createEventHub()
    let list = [{ handle: 'h1', name: 'a.eosin', location: '/a.eosin', openedAt: 1, missing: true }]
    const dispatch = () => Promise.resolve({ ok: true as const, value: list })
    keepApplicationMenu({ electron: electron.main, workbench: { dispatch, hub }, focus: () => {} })
    const labels = () => flat(electron.menus.at(-1) as Item[]).map(({ label }) => label)
    await vi.waitFor(() => expect(electron.menus.length).toBe(2))
    expect(labels()).toContain('None yet')
    list = [{ handle: 'h2', name: 'b.eosin', location: '/b.eosin', openedAt: 2, missing: false }, ...list]
    hub.emit('workspace.changed', { what: 'maps' })
    hub.emit('workspace.changed', { what: 'workspace' })
    await vi.waitFor(() => expect(electron.menus.length).toBe(3))
    expect([labels().includes('b.eosin'), labels().includes('a.eosin')]).toEqual([true, false])
  })

  it('brings the window to the front and emits the chosen command', () => {
    const electron = createFakeElectron()
    const hub = createEventHub()
    const heard: unknown[] = []
    hub.subscribe('menu.command', (payload) => heard.push(payload))
    const dispatch = () => Promise.resolve({ ok: true as const, value: [] })
    const focus = () => heard.push('focus')
    keepApplicationMenu({ electron: electron.main, workbench: { dispatch, hub }, focus })
    click(flat(electron.menus[0] as Item[]).find(({ id }) => id === 'go.tiles'))
    expect(heard).toEqual(['focus', { name: 'go.tiles' }])
  })
})
