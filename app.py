"""The app in the browser; `framing app` starts it."""

from framing.pages import main

main()
