import {
  createTheme,
  DEFAULT_THEME,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

/** Like a colour of Mantine, but its two darkest shades are readable as small text on its lightest. */
function darker(name: string, eighth: string, ninth: string): MantineColorsTuple {
  const shades = DEFAULT_THEME.colors[name] as MantineColorsTuple;
  return [...shades.slice(0, 8), eighth, ninth] as unknown as MantineColorsTuple;
}

const COLORS = {
  blue: darker('blue', '#155f9c', '#0f4c7f'),
  green: darker('green', '#1f7a33', '#185e28'),
  red: darker('red', '#c01f1f', '#961717'),
  orange: darker('orange', '#b04309', '#8a3406'),
  yellow: darker('yellow', '#8f5b00', '#6f4600'),
  gray: DEFAULT_THEME.colors.gray,
};

/** Only the page's own header is a landmark. */
const TITLE_BAR = { header: { role: 'presentation' } };
const TITLE = { title: { fontWeight: 600, lineHeight: 1.4, overflowWrap: 'anywhere' as const } };

export const theme = createTheme({
  colors: COLORS,
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none' } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 360, openDelay: 150 } },
    Table: { defaultProps: { verticalSpacing: 7, horizontalSpacing: 'sm' } },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: TITLE_BAR,
      },
      styles: TITLE,
    },
    Drawer: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' }, attributes: TITLE_BAR },
      styles: TITLE,
    },
    Notification: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    },
  },
});

/** Contrast of at least 4.5 : 1 for text in both schemes (WCAG 2.2, 1.4.3). */
export const readable: CSSVariablesResolver = () => {
  const light: Record<string, string> = {
    '--mantine-color-dimmed': '#596068',
    '--mantine-color-placeholder': '#6b7279',
    '--mantine-color-error': COLORS.red[8],
    '--mantine-color-anchor': COLORS.blue[8],
  };
  const dark: Record<string, string> = {
    '--mantine-color-dimmed': '#a9adb3',
    '--mantine-color-placeholder': '#989ca2',
    '--mantine-color-error': COLORS.red[4],
    '--mantine-color-anchor': COLORS.blue[3],
  };
  for (const [name, shades] of Object.entries(COLORS)) {
    const dull = name === 'gray';
    light[`--mantine-color-${name}-light-color`] = dull ? '#454b52' : shades[9];
    light[`--mantine-color-${name}-outline`] = dull ? '#596068' : shades[8];
    light[`--mantine-color-${name}-text`] = dull ? '#596068' : shades[8];
    light[`--mantine-color-${name}-filled`] = dull ? '#596068' : shades[8];
    dark[`--mantine-color-${name}-light-color`] = shades[2];
    dark[`--mantine-color-${name}-outline`] = shades[4];
    dark[`--mantine-color-${name}-text`] = shades[4];
    dark[`--mantine-color-${name}-filled`] = dull ? '#596068' : shades[8];
  }
  return { variables: {}, light, dark };
};
