import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import svelteConfig from './renderer/svelte.config.js'
import { layerRules, PRODUCT_FOLDERS } from './test/helpers/layer-rules.ts'

const PRODUCT_FILES = PRODUCT_FOLDERS.map((folder) => `${folder}/**/*.{ts,svelte}`)
const TYPED_FILES = [...PRODUCT_FILES, 'test/**/*.ts']
const PROJECTS = [
  'main/tsconfig.json',
  'main/tsconfig.std.json',
  'preload/tsconfig.json',
  'preload/contract/tsconfig.json',
  'renderer/tsconfig.json',
  'test/tsconfig.json',
]

/**
 * Each rule of the table is no-restricted-imports under its own name: options of one rule are not merged between
 * configurations, so one name could hold only the last of them for a file.
 */
const layers = {
  rules: Object.fromEntries(layerRules.map(({ id }) => [id, tseslint.plugin.rules['no-restricted-imports']])),
}
const layerConfigs = layerRules.map(({ id, imports, within = PRODUCT_FILES, allowed = [], why }) => ({
  files: within,
  ignores: allowed,
  plugins: { layers },
  rules: { [`layers/${id}`]: ['error', { patterns: [{ regex: imports, message: `${why}.` }] }] },
}))

export default defineConfig(
  { ignores: ['node_modules/', 'out/', 'dist/', 'tmp/', 'resources/', 'test/e2e/output/', 'test/fixtures/'] },
  js.configs.recommended,
  tseslint.configs.strict,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { globals: { ...globals.es2023 } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'max-params': ['error', 4],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'object-shorthand': 'error',
      // Indices of typed arrays are in range by construction; `noUncheckedIndexedAccess` cannot know.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-empty-function': 'off',
      // An unused name that says so is part of a signature.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: TYPED_FILES,
    languageOptions: {
      parserOptions: {
        project: PROJECTS,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // TypeScript knows the names of each folder's platform.
      'no-undef': 'off',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: PRODUCT_FILES,
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': ['error', { allow: ['error'] }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        { selector: 'TSEnumDeclaration', message: 'Types are stripped, not compiled.' },
      ],
    },
  },
  {
    // Called per pixel or per product, where an object of parameters would be made each time; and tests of such.
    files: ['main/{kernels,graph,backends}/**/*.ts', 'test/**/*.ts'],
    rules: { 'max-params': ['error', 7] },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines': ['error', 500] } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser, svelteConfig },
    },
    rules: {
      // A component's script is one function to the parser.
      'max-lines-per-function': 'off',
      // Collections are replaced whole ($state.raw), not changed in place.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
  },
  ...layerConfigs,
)
