import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { methods } from '../../main/attribution/registry.ts'

const root = resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(resolve(root, name), 'utf8')

const marks = /(<!-- methods:[^>]*-->\n)([\s\S]*?)(<!-- \/methods -->)/

function methodTable(): string {
  const rows = methods.map(({ id, title, summary, citation }) => {
    const source = `[${citation.authors.split(',')[0]} et al. ${citation.year}](${citation.url})`
    return `| \`${id}\` | ${title} | ${summary} | ${source} |`
  })
  return ['| id | method | what it does | source |', '|---|---|---|---|', ...rows, ''].join('\n')
}

describe('README', () => {
  it('lists the methods of the registry', () => {
    const readme = read('README.md')
    const [, start, table, end] = marks.exec(readme)!
    if (process.env['UPDATE_GOLDEN'] === '1') {
      writeFileSync(resolve(root, 'README.md'), readme.replace(marks, `${start}\n${methodTable()}\n${end}`))
    } else expect(table!.trim()).toBe(methodTable().trim())
  })

  it('links to files that exist', () => {
    const links = [...read('README.md').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link!)
    expect(links.length).toBeGreaterThan(2)
    expect(links.filter((link) => !existsSync(resolve(root, link)))).toEqual([])
  })
})

describe('CONTRIBUTING', () => {
  it('names paths that exist', () => {
    const paths = [
      ...read('CONTRIBUTING.md').matchAll(/`((?:main|preload|renderer|resources|test)\/[\w./-]*)`/g),
    ]
      .map(([, path]) => path!)
      .filter((path) => !path.includes('<'))
    expect(paths.length).toBeGreaterThan(10)
    expect(paths.filter((path) => !existsSync(resolve(root, path)))).toEqual([])
  })
})
