@echo off
"%~dp0..\resources\node\node.exe" "%~dp0..\resources\cli\command-line.mjs" %*
