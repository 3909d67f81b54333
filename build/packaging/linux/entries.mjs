// What a Linux desktop reads about an app.
import { ABOUT, APP_ID, CATEGORIES, PACKAGE, RUN_FILE, SYNOPSIS } from '../facts.mjs';

/** @param {string} text */
const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/**
 * The desktop entry (freedesktop.org, Desktop Entry Specification 1.5).
 *
 * @param {string} program what starts the window
 */
export const desktopEntry = (program) => `[Desktop Entry]
Type=Application
Name=${PACKAGE.productName}
GenericName=GAN lab
Comment=${SYNOPSIS}
Exec=${program} %F
Icon=${PACKAGE.name}
Terminal=false
StartupWMClass=${PACKAGE.productName}
Categories=${CATEGORIES.join(';')};
Keywords=GAN;neural network;generator;discriminator;images;training;
MimeType=${RUN_FILE.mime};
`;

/** The type of run files (freedesktop.org, Shared MIME-info Database): by name before zip's own, which it is. */
export const mimeType = () => `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="${RUN_FILE.mime}">
    <comment>${RUN_FILE.name}</comment>
    <sub-class-of type="application/zip"/>
    <icon name="${PACKAGE.name}"/>
    <glob pattern="*${RUN_FILE.ending}" weight="80"/>
  </mime-type>
</mime-info>
`;

/** AppStream metadata, by which software centres show an app. @param {string} version @param {Date} date */
export const metainfo = (version, date) => `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>${APP_ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>${PACKAGE.license}</project_license>
  <name>${PACKAGE.productName}</name>
  <summary>${SYNOPSIS}</summary>
  <description>
${ABOUT.map((paragraph) => `    <p>${xml(paragraph)}</p>`).join('\n')}
  </description>
  <launchable type="desktop-id">${PACKAGE.name}.desktop</launchable>
  <provides>
    <binary>${PACKAGE.name}</binary>
    <mediatype>${RUN_FILE.mime}</mediatype>
  </provides>
  <content_rating type="oars-1.1"/>
  <releases>
    <release version="${version}" date="${date.toISOString().slice(0, 10)}"/>
  </releases>
</component>
`;
