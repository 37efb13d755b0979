import comments from '@eslint-community/eslint-plugin-eslint-comments';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// `no-restricted-syntax` has one list per file, the last one that matches: the lists are put together from these.
const noDefaultExport = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: one thing, one name, in every file.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Export by name: one thing, one name.' },
];
const noModuleState = ['let', 'var'].flatMap((kind) => [
  {
    selector: `Program > VariableDeclaration[kind="${kind}"]`,
    message: 'No module state: turns run at the same time, and so do tests. Let whoever composes it own it.',
  },
  {
    selector: `Program > ExportNamedDeclaration > VariableDeclaration[kind="${kind}"]`,
    message: 'No module state: turns run at the same time, and so do tests. Let whoever composes it own it.',
  },
]);
const noUncodedError = [
  {
    selector: 'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError|AggregateError)$/]',
    message: 'Throw a FarewellError: callers branch on its code, people get a sentence for it.',
  },
];

export default defineConfig(
  globalIgnores(['appPackage/build/', '.data/', 'test-results/', 'docs/pictures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { '@eslint-community/eslint-comments': comments },
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      '@eslint-community/eslint-comments/no-unlimited-disable': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A lost promise here is a lost Graph write.
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true, ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-invalid-void-type': 'error',
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An async function without await is what makes a stand-in reject where the real part would.
      '@typescript-eslint/require-await': 'off',
      // Three is the habit, a fourth draws a warning, a fifth is refused: then it is one object.
      'max-params': ['warn', 3],
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...noDefaultExport, ...noModuleState],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only config.ts reads the environment, and checks all of it.' },
      ],
      'no-restricted-imports': [
        'error',
        { name: 'node:process', message: 'Use the global: then process.env is seen.' },
      ],
      'no-restricted-syntax': ['error', ...noDefaultExport, ...noModuleState, ...noUncodedError],
    },
  },
  {
    // Outside bot and host there are no classes: ports are records of functions, with no `this` to lose.
    files: ['src/**/*.ts'],
    ignores: ['src/bot/**', 'src/host/**'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  { files: ['src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/index.ts'], rules: { 'no-console': 'off' } },
  {
    // The sandbox speaks to a person at a terminal, and stands in for services whose errors are not ours.
    files: ['src/sandbox/**/*.ts'],
    rules: { 'no-console': 'off', 'no-restricted-syntax': ['error', ...noDefaultExport, ...noModuleState] },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Tests read cards and answers as plain JSON; what they say of it is checked when they run.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    // Mocha loads a reporter by its default export.
    files: ['test/support/reporter.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noModuleState] },
  },
);
