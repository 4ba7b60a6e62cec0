import { autocompletion, type CompletionContext } from '@codemirror/autocomplete';
import { SQLite, sql } from '@codemirror/lang-sql';
import { linter, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { useComputedColorScheme } from '@mantine/core';
import CodeMirror from '@uiw/react-codemirror';
import { useEffect, useMemo, useState } from 'react';
import { nonce } from '../../lib/nonce';
import type { OsquerySchema } from './api';
import type { Mark } from './check';
import { columnsIn, namespaceOf } from './completion';
import classes from './Editor.module.css';

const SETUP = { foldGutter: false, autocompletion: false } as const;

function language(schema: OsquerySchema | undefined) {
  const namespace = namespaceOf(schema?.tables ?? []);
  const support = sql({ dialect: SQLite, schema: namespace });
  const columns = (context: CompletionContext) => {
    const word = context.matchBefore(/\w*/);
    // Behind a dot the language itself knows whose columns are meant.
    const dotted = context.matchBefore(/\.\w*/) !== null;
    return dotted || word === null || (word.from === word.to && !context.explicit)
      ? null
      : { from: word.from, options: columnsIn(context.state.doc.toString(), namespace) };
  };
  return [support, support.language.data.of({ autocomplete: columns })];
}

/** The SQL editor; it comes in its own chunk, since it is as large as the rest of the page. */
export default function Editor({
  value,
  onChange,
  schema,
  mark,
  describedBy,
}: {
  value: string;
  onChange: (sql: string) => void;
  schema: OsquerySchema | undefined;
  mark: Mark | null;
  describedBy: string;
}) {
  const scheme = useComputedColorScheme('light');
  const [view, setView] = useState<EditorView | null>(null);
  const extensions = useMemo(
    () => [
      EditorView.cspNonce.of(nonce()),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        'aria-label': 'SQL',
        'aria-describedby': describedBy,
        autocapitalize: 'off',
        autocorrect: 'off',
      }),
      autocompletion({ icons: false }),
      linter(null),
      lintGutter(),
      language(schema),
    ],
    [schema, describedBy],
  );
  useEffect(() => {
    view?.dispatch(setDiagnostics(view.state, diagnostics(mark, view.state.doc.length)));
  }, [view, mark]);

  return (
    <CodeMirror
      className={classes.editor}
      value={value}
      onChange={onChange}
      onCreateEditor={setView}
      theme={scheme}
      basicSetup={SETUP}
      // Tab leaves the editor.
      indentWithTab={false}
      maxHeight="45dvh"
      placeholder="SELECT name, path, pid FROM processes WHERE on_disk = 0"
      extensions={extensions}
    />
  );
}

function diagnostics(mark: Mark | null, length: number) {
  return mark === null || mark.from > length
    ? []
    : [
        {
          from: mark.from,
          to: Math.min(mark.to, length),
          severity: 'error' as const,
          message: mark.told,
        },
      ];
}
