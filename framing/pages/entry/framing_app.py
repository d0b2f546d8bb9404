"""The same few lines as app.py, for an installed package: streamlit runs a file, and puts its folder on the import path."""

from streamlit.starlette import App

from framing.pages import main
from framing.pages.serving import lifespan, middleware

if __name__ == "__main__":  # Streamlit runs the file at every rerun …
    main()
else:  # … and the server takes the app from it once
    app = App(__file__, middleware=middleware(), lifespan=lifespan)
