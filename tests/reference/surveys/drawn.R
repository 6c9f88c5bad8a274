# Writes drawn.json from what drawn.py wrote: Rscript drawn.R FOLDER (R survey 4.1-1)
library(survey); library(jsonlite)
folder <- commandArgs(TRUE)[1]
told <- function(x) c(as.numeric(coef(x)), as.numeric(SE(x)), as.numeric(deff(x)))
found <- list()
for (number in 0:39) {
  one <- fromJSON(file.path(folder, paste0(number, ".json")))
  data <- read.csv(file.path(folder, paste0(number, ".csv")))
  for (name in c("s1", "s2", "s3")) data[[name]] <- factor(data[[name]])
  stages <- if (one$kind %in% c("two", "strattwo")) 2 else 1
  id <- if (one$kind %in% c("srs", "strat")) ~1 else if (stages == 1) ~k else ~k + i
  strata <- if (one$kind %in% c("strat", "stratclus", "strattwo")) ~h else NULL
  fpc <- if (!one$has_sizes) NULL else if (stages == 2) ~f1 + f2 else ~f1
  weights <- if (one$weights == "from sizes") NULL else ~w
  design <- svydesign(id = id, strata = strata, fpc = fpc, weights = weights, data = data, nest = TRUE)
  t <- one$totals
  if (one$met == "poststratify")
    design <- postStratify(design, ~s2, data.frame(s2 = c("0", "1", "2"), Freq = t$s2))
  if (one$met == "rake")  # `rake` leaves unequal weights out of its variance, `calibrate` does not
    design <- calibrate(design, ~s1 + s2 + s3, c(`(Intercept)` = sum(t$s1), s11 = t$s1[2],
      s21 = t$s2[2], s22 = t$s2[3], s31 = t$s3[2]), calfun = "raking", epsilon = 1e-13, maxit = 500)
  known <- subset(design, known == 1)
  made <- list(mean = told(svymean(~y, known, deff = TRUE)), total = told(svytotal(~y, known, deff = TRUE)),
    ratio = told(svyratio(~y, ~z, known, deff = TRUE)))
  for (of in 0:2) made[[paste0("group", of)]] <- told(svymean(~y, subset(known, g == of), deff = TRUE))
  made$part <- told(svytotal(~z, subset(design, d == 1), deff = TRUE))
  found[[as.character(number)]] <- made
}
writeLines(toJSON(found, digits = 12), "drawn.json")
