@node "%~dp0mooring.mjs" %*
