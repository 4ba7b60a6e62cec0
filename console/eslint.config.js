import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

// lib ← ui ← parts ← features ← app: parts are what several features show, no feature knows another,
// and app puts them together.
const LAYERS = ['lib', 'ui', 'parts', 'features', 'app'];

const layered = LAYERS.map((layer, height) => {
  const above = LAYERS.slice(height + 1);
  return {
    files: [`src/${layer}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...(above.length === 0
              ? []
              : [
                  {
                    regex: `^(\\.\\./)+(${above.join('|')})(/|$)`,
                    message: `${layer} knows nothing of ${above.join(', ')}.`,
                  },
                ]),
            ...(layer === 'features'
              ? [{ regex: '^\\.\\./(?!\\.\\./)', message: 'No feature knows another: see parts.' }]
              : []),
          ],
        },
      ],
    },
  };
});

export default ts.config(
  { ignores: ['target', 'dist', 'node_modules', 'postcss.config.cjs'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      // Concerns the React Compiler, which is not used.
      'react-hooks/incompatible-library': 'off',
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  ...layered,
  {
    files: ['scripts/**', 'eslint.config.js'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
