# Writes expected.json: Rscript make.R (R survey 4.1-1)
library(survey)
read <- function(name) read.csv(paste0(name, ".csv"))
margins <- list(
  data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)),
  data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
)
exact <- list(maxit = 200, epsilon = 1e-10)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = read("apistrat"), fpc = ~fpc)
one <- svydesign(id = ~dnum, weights = ~pw, data = read("apiclus1"), fpc = ~fpc)
two <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = read("apiclus2"))
apart <- svydesign(id = ~dnum + snum, weights = ~pw, data = read("apiclus2"))
post <- postStratify(one, ~stype, margins[[1]])
raked <- rake(one, list(~stype, ~sch.wide), margins, control = exact)
told <- function(x) c(coef(x), SE(x), deff(x))
groups <- function(x) cbind(coef(x), SE(x), deff(x))
ci <- function(x) as.numeric(attr(x, "ci"))
made <- list(
  strat_mean = told(svymean(~api00, strat, deff = TRUE)),
  strat_total = told(svytotal(~enroll, strat, deff = TRUE)),
  strat_ratio = c(coef(r <- svyratio(~api.stu, ~enroll, strat, deff = TRUE)), SE(r), deff(r)),
  strat_by = groups(svyby(~api00, ~sch.wide, strat, svymean, deff = TRUE)),
  one_mean = told(svymean(~api00, one, deff = TRUE)),
  one_total_by = groups(svyby(~enroll, ~stype, one, svytotal, deff = TRUE)),
  two_mean = told(svymean(~api00, two, deff = TRUE)),
  two_by = groups(svyby(~api00, ~stype, two, svymean, deff = TRUE)),
  two_total_missing = told(svytotal(~enroll, two, na.rm = TRUE)),
  apart_mean = told(svymean(~api00, apart, deff = TRUE)),
  post_mean = told(svymean(~api00, post, deff = TRUE)),
  raked_mean = told(svymean(~api00, raked, deff = TRUE)),
  raked_total = told(svytotal(~enroll, raked, deff = TRUE)),
  raked_by = groups(svyby(~api00, ~comp.imp, raked, svymean, deff = TRUE)),
  raked_weights = range(weights(raked)),
  jackknife = told(svymean(~api00, as.svrepdesign(one, type = "JK1"))),
  jackknife_strata = told(svymean(~api00, as.svrepdesign(strat, type = "JKn"))),
  share_logit = ci(svyciprop(~I(sch.wide == "Yes"), one, method = "logit")),
  share_beta = ci(svyciprop(~I(stype == "H"), one, method = "beta")),
  difference = c(coef(d <- svycontrast(svyby(~api00, ~comp.imp, one, svymean, covmat = TRUE),
                                       c(1, -1))), SE(d))
)
writeLines(paste0("{\n", paste0('"', names(made), '": [', sapply(made, function(x)
  paste(format(as.numeric(t(x)), digits = 15, trim = TRUE), collapse = ", ")), "]",
  collapse = ",\n"), "\n}"), "expected.json")
