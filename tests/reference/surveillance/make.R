# The answers of R surveillance 1.20.3 (R 4.2.2) that our charts are held against.
# Rscript make.R SERIES.csv ANSWERS.csv.gz   (columns of SERIES: series, unit, date, count)
suppressMessages(library(surveillance))
options(digits = 15, warn = -1)
files <- commandArgs(trailingOnly = TRUE)
given <- read.csv(files[1], stringsAsFactors = FALSE)
out <- NULL
keep <- function(name, setting, surv, expected, phi, slope, score, p) {
  out <<- rbind(out, data.frame(
    series = name, setting = setting, date = as.character(epoch(surv)),
    expected = as.numeric(expected), upper = as.numeric(upperbound(surv)),
    alarm = as.integer(alarms(surv)), phi = as.numeric(phi), slope = as.numeric(slope),
    score = as.numeric(score), p = as.numeric(p)))
}
ears <- list(
  "C1" = list(method = "C1"), "C2" = list(method = "C2"), "C3" = list(method = "C3"),
  "C1 0.05" = list(method = "C1", alpha = 0.05),
  "C2 14 days, sigma 0.5" = list(method = "C2", baseline = 14, minSigma = 0.5),
  "C3 sigma 0.5" = list(method = "C3", minSigma = 0.5))
flexible <- list(
  "default" = list(),
  "no trend" = list(trend = FALSE),
  "Noufaily" = list(noPeriods = 10, pastWeeksNotIncluded = 26, pThresholdTrend = 1,
                    thresholdMethod = "nbPlugin", alpha = 0.005),
  "muan" = list(noPeriods = 10, pastWeeksNotIncluded = 26, thresholdMethod = "muan"),
  "plugin, 4 years" = list(b = 4, w = 2, thresholdMethod = "nbPlugin", alpha = 0.01),
  "unweighted" = list(reweight = FALSE, pThresholdTrend = 1),
  "2 years, wide" = list(b = 2, w = 5, weightsThreshold = 1, limit54 = c(0, 1)))
for (name in unique(given$series)) {
  one <- given[given$series == name, ]
  freq <- c(week = 52, day = 365, month = 12)[[one$unit[1]]]
  s <- sts(one$count, epoch = as.Date(one$date), frequency = freq)
  if (nrow(one) < 1000) for (setting in names(ears)) {
    surv <- earsC(s, control = ears[[setting]])
    keep(name, setting, surv, NA, NA, NA, NA, NA)
  }
  if (nrow(one) < 5 * freq) next
  for (setting in names(flexible)) {
    control <- c(flexible[[setting]], glmWarnings = FALSE)
    if (one$unit[1] == "month") control$noPeriods <- NULL
    surv <- farringtonFlexible(s, control = control)
    k <- surv@control
    keep(name, setting, surv, k$expected, k$phiVector, k$trendVector, k$score, k$pvalue)
  }
}
write.csv(out, if (grepl("gz$", files[2])) gzfile(files[2]) else files[2], row.names = FALSE)
