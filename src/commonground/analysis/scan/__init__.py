"""Scan statistics: where, and since when, are there more cases than usual?

Each model is a module that finds the best cylinder of each centre and draws replicates; the rest
is shared, so that all of them report alike:

- `places.places` : locations -> distinct points (equal coordinates are one point).
- `commonground.analysis.distance.circles` : each point's neighbours, nearest first, flat.
- `selecting.Best`, `selecting.without_overlap`, `selecting.members` : the best cylinder of each
  centre -> the clusters that are reported, by descending ratio, no location shared.
- `simulating.seeds`, `simulating.simulate` : a kernel of replicates, over threads, with or
  without a sequential stop, the same for a seed whatever the threads.
- `simulating.p_value`, `simulating.gumbel_p_value` : a ratio among the largest of the replicates.
- `results.Cluster`, `results.Scan` : what is answered.
- `permuting.draw`, `lanes.reaches`, `thresholds` : replicates drawn, counted 32 windows at a
  time, and compared with the fewest cases that matter (the permutation model's, see `windows`).
- `twin` : the permutation model again in plain NumPy, which the tests hold the kernels to.
- `commonground.analysis.errors.Unusable` : one sentence for the person whose input it was.
"""

from commonground.analysis.scan.bernoulli import scan_bernoulli
from commonground.analysis.scan.intervals import intervals
from commonground.analysis.scan.permutation import scan_permutation
from commonground.analysis.scan.poisson import scan_poisson
from commonground.analysis.scan.population import Population, census_days, expected_cases
from commonground.analysis.scan.results import Cluster, Scan, listed
from commonground.analysis.scan.search import Search

__all__ = [
    "Cluster", "Population", "Scan", "Search", "census_days", "expected_cases", "intervals",
    "listed",
    "scan_bernoulli", "scan_permutation", "scan_poisson",
]  # fmt: skip
