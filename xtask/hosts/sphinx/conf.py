project = "Notes"
extensions = ["myst_parser"]
# What pip installs lies beside the pages.
exclude_patterns = ["tool"]
html_favicon = "icon.svg"

html_js_files = [("https://lab.example/embed.v1.js", {"type": "module"})]
