"""Sign-in with the agency's own OpenID Connect server. Off unless commonground.toml names one.

It opens an account that exists and that its owner linked; it never makes one, and never goes by
an e-mail address.
"""
