"""The same few lines as app.py, for an installed package: streamlit runs a file, and puts its folder on the import path."""

from framing.pages import main

main()
