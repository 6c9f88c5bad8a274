"""The weekly plan: who is where, when. Hard rules first, then goals in their order."""
