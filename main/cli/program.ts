import { Command, InvalidArgumentError, Option } from 'commander'
import { BackendChoice } from '#contract/common.ts'
import { appVersion } from '../services/app-version.ts'
import { compareCommand, type CompareFlags } from './compare-command.ts'
import type { ConsoleOutput } from './console-output.ts'
import { fetchDatasetCommand, listDatasetsCommand, type FetchFlags } from './datasets-command.ts'
import { evaluateCommand, type EvaluateFlags } from './evaluate-command.ts'
import { explainCommand, type ExplainFlags } from './explain-command.ts'
import { exportMapsCommand, importMapsCommand, type MapsFlags } from './maps-command.ts'
import { runCommand, type RunFlags } from './run-command.ts'
import { scoreCommand, type ScoreFlags } from './score-command.ts'
import type { Session } from './session.ts'
import {
  doctorCommand,
  methodsCommand,
  metricsCommand,
  serveCommand,
  type ServeFlags,
} from './small-commands.ts'

/** What a command does with its flags; a number is the exit code. */
type Action<Flags> = (session: Session, flags: Flags, output: ConsoleOutput) => Promise<number | undefined>
export type Perform = <Flags>(flags: Flags, action: Action<Flags>) => Promise<void>

/** Every command with its flags. `perform` opens the session and reports what goes wrong. */
export function createProgram(perform: Perform): Command {
  const program = new Command('eosin')
    .description('Explains CNN tissue classifiers: predictions, attribution maps, and how faithful they are.')
    .version(appVersion())
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  addEvaluate(program, perform)
  addExplain(program, perform)
  addRun(program, perform)
  addScore(program, perform)
  addCompare(program, perform)
  addMaps(program, perform)
  addDatasets(program, perform)
  addMethods(program, perform)
  addDoctor(program, perform)
  addServe(program, perform)
  return program
}

function addEvaluate(program: Command, perform: Perform): void {
  withModel(
    command(program, 'evaluate', 'accuracy, class-wise figures and confusion of a model on labelled samples'),
  )
    .requiredOption('--data <source>', SOURCE)
    .option('--workspace <file>', 'keep the predictions in this workspace')
    .action((flags: EvaluateFlags) => perform(flags, evaluateCommand))
}

function addExplain(program: Command, perform: Perform): void {
  withQuestion(withModel(command(program, 'explain', 'one attribution map')))
    .requiredOption('--method <id>', METHOD)
    .option('--input <tile>', 'picture of one tile')
    .option('--data <source>', `instead of --input, with --index: ${SOURCE}`)
    .option('--index <n>', 'which sample of --data, from 0', whole(0), 0)
    .option('--workspace <file>', 'keep the map in this workspace')
    .option('--out <file>', 'write the raw map as .npy')
    .option('--overlay <file>', 'write the coloured map over the tile as .png')
    .option('--colormap <id>', 'colours of the overlay', 'jet')
    .action((flags: ExplainFlags) => perform(flags, explainCommand))
}

function addRun(program: Command, perform: Perform): void {
  withQuestion(withModel(command(program, 'run', 'precompute maps and store them; called again, it goes on')))
    .requiredOption('--method <id>', `${METHOD}; may be repeated`, collectWords)
    .requiredOption('--workspace <file>', 'workspace that keeps the maps; made where there is none')
    .requiredOption('--data <source>', SOURCE)
    .option('--limit <n>', 'only the first samples', whole(1))
    .action((flags: RunFlags) => perform(flags, runCommand))
}

function addScore(program: Command, perform: Perform): void {
  command(program, 'score', 'how faithful the maps of a run are')
    .requiredOption('--workspace <file>', 'workspace with the run')
    .requiredOption('--run <id>', 'the run; may be repeated', collectWhole)
    .option(
      '--metric <id>',
      'the metric, drop-increase by default; may be repeated; eosin metrics lists them',
      collectWords,
    )
    .option('--fraction <f>', 'short for --set fraction=<f>')
    .option(
      '--set <key=value>',
      'a parameter of the metrics that have it, or metric.key=value of one; may be repeated',
      collect,
      [],
    )
    .option('--controls', 'also score random maps and edges over the same samples, for a floor', false)
    .action((flags: ScoreFlags) => perform(flags, scoreCommand))
}

function addCompare(program: Command, perform: Perform): void {
  command(program, 'compare', 'what differs between runs, and by how much their scores do')
    .requiredOption('--workspace <file>', 'workspace with the runs')
    .requiredOption('--run <id>', 'the runs, two to six; each is compared with the first', collectWhole)
    .action((flags: CompareFlags) => perform(flags, compareCommand))
}

function addMaps(program: Command, perform: Perform): void {
  const maps = program.command('maps').description('raw maps to and from .npy, .npz and folders')
  const both = [
    ['export', 'write the maps of a run', exportMapsCommand],
    [
      'import',
      'keep maps computed elsewhere as a run of their own, over the samples of a run',
      importMapsCommand,
    ],
  ] as const
  for (const [name, description, action] of both) {
    command(maps, name, description)
      .argument('<file>', '.npy [n, ...] in the order of the run, .npz with maps, or a folder')
      .requiredOption('--workspace <file>', 'workspace with the run')
      .requiredOption('--run <id>', 'the run', whole(1))
      .action((file: string, flags: Omit<MapsFlags, 'file'>) => perform({ ...flags, file }, action))
  }
}

function addDatasets(program: Command, perform: Perform): void {
  const datasets = program
    .command('datasets')
    .description('published data sets: which there are, and fetching them')
  command(datasets, 'list', 'size, licence, and what is already here').action((flags: object) =>
    perform(flags, (session, _flags, output) => listDatasetsCommand(session, output)),
  )
  command(
    datasets,
    'fetch',
    'download and unpack a data set; called again, it goes on, or checks what is here',
  )
    .argument('<id>', 'such as kather-2016')
    .option('--from <file>', 'unpack this archive, brought from elsewhere, instead of downloading')
    .option('--yes', 'do not ask', false)
    .addHelpText('after', FETCH_HELP)
    .action((id: string, flags: Omit<FetchFlags, 'id'>) => perform({ ...flags, id }, fetchDatasetCommand))
}

const FETCH_HELP = `
Environment:
  EOSIN_HOME          folder of everything that Eosin keeps; data sets go to its folder datasets
  EOSIN_DATASETS_URL  server to download from instead of https://zenodo.org, with the same paths (https, or http on this
                      machine); what it serves must have the published checksum
  NODE_USE_ENV_PROXY  1 makes HTTPS_PROXY and NO_PROXY count`

function addMethods(program: Command, perform: Perform): void {
  command(program, 'methods', 'every attribution method with its parameters').action((flags: object) =>
    perform(flags, (session, _flags, output) => methodsCommand(session, output)),
  )
  command(program, 'metrics', 'every metric of score with its figures and parameters').action(
    (flags: object) => perform(flags, (session, _flags, output) => metricsCommand(session, output)),
  )
}

function addDoctor(program: Command, perform: Perform): void {
  command(program, 'doctor', 'what works here, what does not, and how to mend it')
    .option('--bench', 'measure the backends too', false)
    .option('--workspace <file>', 'check this workspace too')
    .action((flags: { bench: boolean; workspace?: string }) => perform(flags, doctorCommand))
}

function addServe(program: Command, perform: Perform): void {
  command(program, 'serve', 'the workbench in a browser of this machine')
    .option('--workspace <file>', 'open this workspace; made where there is none')
    .option('--port <n>', 'port of 127.0.0.1; 0 takes a free one', whole(0), 0)
    .option('--sample', 'open the built-in sample', false)
    .action((flags: ServeFlags) => perform(flags, serveCommand))
}

/** As the contract's question takes them. */
const LARGEST_SEED = 0xffffffff

const METHOD = 'attribution method; eosin methods lists them with their parameters'

const SOURCE =
  'folder with one sub-folder per class (sorted names are the classes), mnist1d, sample (the built-in sample: synthetic tissue or MNIST-1D, whichever the model takes), kather-2016 once it is fetched, or an .npz'

function command(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--json', 'print one JSON object on stdout and nothing else', false)
}

function withModel(target: Command): Command {
  return target
    .requiredOption('--model <file>', 'Keras .h5 file')
    .addOption(new Option('--backend <id>', 'computing library').choices(BackendChoice.options))
}

function withQuestion(target: Command): Command {
  return target
    .option('--target <class>', 'predicted, true, a class name or an index', 'predicted')
    .option('--versus <class>', 'explain the target and not this class')
    .option('--output <kind>', 'what is explained: probability, logit or log-odds')
    .option('--layers <a,b>', 'short for --set layers=a,b')
    .option(
      '--set <key=value>',
      'a parameter of the methods that have it, or method.key=value of one; may be repeated',
      collect,
      [],
    )
    .option('--seed <n>', 'seed of everything random', whole(0, LARGEST_SEED), 0)
    .option(
      '--background <source>',
      'samples to compare with (SHAP and its kin); by default of the explained data',
    )
    .option(
      '--background-count <n>',
      'how many of them, as many of each class; by default 50 tiles or 100 signals',
      whole(1),
    )
    .option('--background-seed <n>', 'seed of their choice', whole(0, LARGEST_SEED))
    .option(
      '--background-class <class>',
      'only of this class, by name or index; may be repeated',
      collect,
      [],
    )
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value]
}

function collectWords(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value]
}

function collectWhole(value: string, previous: readonly number[] | undefined): number[] {
  return [...(previous ?? []), whole(1)(value)]
}

function whole(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`must be a whole number ${range}`)
  }
}
