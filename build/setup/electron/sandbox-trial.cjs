// Ends as soon as Electron has begun: by then Chromium has its sandbox, or has refused to go on without.
require('electron').app.exit(0);
