import { expect, it } from 'vitest'
import { COMMAND_NAMES } from '#contract/commands.ts'
import { SHORTCUTS } from '../../../renderer/components/shortcuts.ts'
import { COMMANDS, keysText } from '../../../renderer/state/commands.ts'
import { SCREENS } from '../../../renderer/state/route.ts'

it('COMMANDS has each name of the contract once, and no other', () => {
  expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual([...COMMAND_NAMES].toSorted())
})

it('COMMANDS reaches every screen', () => {
  const names = COMMANDS.map(({ name }) => String(name))
  expect(SCREENS.filter((screen) => !names.includes(`go.${screen}`))).toEqual([])
})

it('no two commands of one place share a key', () => {
  const keys = COMMANDS.flatMap(({ keys, where = 'Everywhere' }) =>
    keys === undefined ? [] : [`${where}: ${keys.join(' ')}`],
  )
  expect(keys.length).toBe(new Set(keys).size)
})

it('SHORTCUTS lists the key of every command that has one', () => {
  const listed = SHORTCUTS.flatMap(({ list }) => list.map(({ does }) => does))
  expect(COMMANDS.filter(({ keys, title }) => keys !== undefined && !listed.includes(title))).toEqual([])
})

it('SHORTCUTS lists no key of a place twice', () => {
  const twice = SHORTCUTS.flatMap(({ where, list }) => {
    const keys = list.map((shortcut) => shortcut.keys)
    return keys.filter((key, index) => keys.indexOf(key) < index).map((key) => `${where}: ${key}`)
  })
  expect(twice).toEqual([])
})

it('keysText(keys, isMac) writes keys as the system does', () => {
  expect([keysText(['Mod', 'K'], false), keysText(['Mod', 'K'], true)]).toEqual(['Ctrl K', '⌘K'])
})
