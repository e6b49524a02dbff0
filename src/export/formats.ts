/** The formats that a launch file can be exported to. */
export const exportFormats = ['compose', 'kubernetes', 'systemd'] as const;
