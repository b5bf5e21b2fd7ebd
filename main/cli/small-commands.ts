import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { projectPath } from '../services/resource-path.ts'
import { serveWorkbench } from '../web/serve.ts'
import type { ConsoleOutput } from './console-output.ts'
import { EXIT } from './exit-code.ts'
import { directionText } from './figure-text.ts'
import { describeParams } from './param-flags.ts'
import type { Session } from './session.ts'

/** Every method with its parameters, as the registry has them. */
export async function methodsCommand(session: Session, output: ConsoleOutput): Promise<undefined> {
  const methods = await session.call('methods.list', {})
  output.result(
    { methods },
    methods.flatMap(({ id, title, summary, citation, outputs, params }) => [
      `${id}: ${title}`,
      `  ${summary}`,
      `  ${citation.authors} (${citation.venue} ${citation.year}) ${citation.url}`,
      `  explains ${outputs.join(', ')}`,
      ...describeParams({ params }),
    ]),
  )
}

/** Every metric with its figures, formula and parameters, as the registry has them. */
export async function metricsCommand(session: Session, output: ConsoleOutput): Promise<undefined> {
  const metrics = await session.call('metrics.list', {})
  output.result(
    { metrics },
    metrics.flatMap(({ id, title, summary, formula, citation, figures, needs = [], params }) => [
      `${id}: ${title}`,
      `  ${summary}`,
      ...figures.map((figure) => `  gives ${figure.id}: ${figure.title} (${directionText(figure.better)})`),
      `  ${formula}`,
      `  ${citation}`,
      ...needs.map((need) => `  ${NEEDS[need]}`),
      ...describeParams({ params }),
    ]),
  )
}

const NEEDS = {
  method: 'runs the method again: not for imported maps',
  evidence: 'needs ground-truth masks: only of data that has them',
}

export async function doctorCommand(
  session: Session,
  { bench, workspace }: { bench: boolean; workspace?: string },
  output: ConsoleOutput,
): Promise<number> {
  if (workspace !== undefined) await session.openWorkspace(workspace, { create: false })
  const report = await session.call('app.doctor', { bench })
  const marks = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' }
  output.result({ ...report }, [
    `eosin ${report.version}, Node ${report.node}, ${report.platform}`,
    ...report.checks.flatMap(({ state, title, message, remedy }) => [
      `${marks[state]} ${title}: ${message}`,
      ...(remedy === null ? [] : [`        mend: ${remedy}`]),
    ]),
    ...report.backends.flatMap(({ id, available, version, reason, remedy, tilesPerSecond }) => [
      `backend ${id}: ${available ? (version ?? 'loads') : `does not load: ${reason}`}${tilesPerSecond === null ? '' : `, ${tilesPerSecond.toFixed(1)} tiles a second`}`,
      ...(remedy === null || available ? [] : [`        mend: ${remedy}`]),
    ]),
  ])
  return report.ok ? EXIT.ok : EXIT.failed
}

export interface ServeFlags {
  readonly workspace?: string
  readonly port: number
  readonly sample: boolean
}

/** The workbench in a browser of this machine, until Ctrl-C. */
export async function serveCommand(
  session: Session,
  flags: ServeFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const rendererRoot = projectPath('out', 'renderer')
  if (!existsSync(rendererRoot)) {
    throw new WorkbenchError('internal', `window not built: ${rendererRoot} (run npm run build)`)
  }
  if (flags.workspace !== undefined) {
    await session.openWorkspace(flags.workspace, { create: !existsSync(resolve(flags.workspace)) })
    session.keepWorkspace()
  } else if (flags.sample) await session.call('workspace.openSample', {})
  const server = await serveWorkbench({ workbench: session.workbench, port: flags.port, rendererRoot })
  output.result({ url: server.url }, [`Eosin is at ${server.url} (Ctrl-C ends it)`])
  await new Promise<void>((done) =>
    session.interrupted.addEventListener('abort', () => done(), { once: true }),
  )
  await server.close()
}
