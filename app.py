"""The app in the browser; `framing app` starts it."""

from streamlit.starlette import App

from framing.pages import main
from framing.pages.serving import lifespan, middleware

if __name__ == "__main__":  # Streamlit runs the file at every rerun …
    main()
else:  # … and the server takes the app from it once
    app = App(__file__, middleware=middleware(), lifespan=lifespan)
