import tseslint from "typescript-eslint";

// Command-line entry points: they may print and set the exit code.
const entryPoints = ["scripts/**/*.{ts,mjs}", "keeper/cli.ts"];

export default tseslint.config(
  { ignores: ["artifacts/", "cache/", "coverage/", "node_modules/", "typechain-types/"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      // Typed arrays are read by index everywhere; noUncheckedIndexedAccess makes each such read say so with "!".
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ["**/*.{ts,js,mjs}"],
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "no-param-reassign": "error",
      "no-restricted-properties": ["error", { object: "process", property: "exit", message: "Throw, or return." }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  // The mirror is pure: whoever has the pool's state can use it, without a chain and without its libraries.
  {
    files: ["keeper/mirror/**/*.ts", "keeper/util/account-id.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: String.raw`^(?!\./[a-z-]+\.js$|\.\./util/account-id\.js$)`,
              message: "keeper/mirror imports only itself and keeper/util/account-id.ts.",
            },
          ],
        },
      ],
    },
  },
  { files: entryPoints, rules: { "no-console": "off", "no-restricted-properties": "off" } },
  // The type of a fixture or of an Ignition module is what it returns; written out, it would be a second copy.
  {
    files: ["scripts/ignition/**/*.ts", "test/**/*.ts"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // chai's property assertions are expressions.
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
