import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';

const RAW_IPC = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message: 'Only the wrapper of the IPC contract touches ipcMain and ipcRenderer.',
};

const SVELTE = ['.svelte'];

/** What is private is so when it runs too: `#x`. A constructor has no such name. */
const PRIVATE_KEYWORD = {
  selector:
    ":matches(MethodDefinition[kind!='constructor'], PropertyDefinition, TSParameterProperty)[accessibility='private']",
  message: 'A private member is written #name.',
};

/** What may come from a stranger is read in one way, which opens regular files alone and knows how large they may be. */
const RAW_READS = [
  { name: 'node:fs/promises', importNames: ['readFile', 'open'] },
  { name: 'node:fs', importNames: ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream', 'promises'] },
].map((raw) => ({ ...raw, message: 'Read with store/files, which waits for no pipe and reads no device.' }));

export default typescript.config(
  {
    ignores: [
      'node_modules/',
      'out/',
      'dist/',
      'docs/',
      'resources/',
      'test-results/',
      'coverage/',
      'tests/golden/**/*.py',
    ],
  },
  {
    files: ['**/*.{ts,mjs,js,svelte}'],
    extends: [typescript.configs.strict],
    languageOptions: { globals: { ...globals.node } },
    rules: {
      'max-lines': ['error', 400],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-empty-pattern': 'error',
      'no-restricted-imports': ['error', { paths: [RAW_IPC] }],
      'no-restricted-syntax': ['error', PRIVATE_KEYWORD],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    // Texts of files come from anywhere. Lines of metrics are looked at by their numbers alone; what is left is our own.
    files: ['electron/**/*.ts'],
    ignores: [
      'electron/shared/json.ts',
      'electron/store/{metric-lines,run-index}.ts',
      'electron/engine/host/{bench,runtimes}/**',
      'electron/engine/device/runtime.ts',
      'electron/shipped/index.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        PRIVATE_KEYWORD,
        {
          selector:
            "CallExpression[callee.object.name='JSON'][callee.property.name='parse'][arguments.0.type!='CallExpression']",
          message: 'A text of a file is read through parseJsonText (electron/shared/json.ts).',
        },
      ],
    },
  },
  {
    // Promises that nobody waits for and switches that forget a case need the types.
    files: ['electron/**/*.ts', 'renderer/src/**/*.ts'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        // As the files of Svelte say it: where it changes from file to file, all types are read anew each time.
        extraFileExtensions: SVELTE,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    },
  },
  {
    files: ['renderer/**/*.svelte', 'renderer/**/*.svelte.ts'],
    extends: [svelte.configs.recommended],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: { parser: typescript.parser, extraFileExtensions: SVELTE },
    },
    rules: {
      // Svelte's props and state are declared with let and never reassigned by hand.
      'prefer-const': 'off',
      // There is one page and no router: links go nowhere and pages do not navigate.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    // Svelte's parser hands types other text than the file's: all types would be worked out anew for each.
    files: ['renderer/**/*.svelte.ts'],
    languageOptions: { parser: typescript.parser },
  },
  {
    files: ['electron/{store,data,export,main,cli}/**/*.{ts,js}', 'electron/engine/host/**/*.ts'],
    ignores: [
      'electron/store/files/**',
      // They write what was not there before.
      'electron/store/move-library.ts',
      'electron/store/bundle/{unpack-run,write-zip}.ts',
      'electron/data/library/{build,origins}.ts',
      'electron/data/download/fetch-file.ts',
      // They read what the system and Forger itself put there.
      'electron/engine/host/runtimes/{requirements,install-cuda}.ts',
      'electron/export/page/build-page.ts',
      'electron/shipped/index.ts',
      'electron/main/engine/memory-end.ts',
    ],
    rules: { 'no-restricted-imports': ['error', { paths: [RAW_IPC, ...RAW_READS] }] },
  },
  { files: ['electron/main/ipc/**', 'electron/preload/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['electron/cli/**', 'build/**', 'tests/**'], rules: { 'no-console': 'off' } },
  { files: ['tests/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
);
