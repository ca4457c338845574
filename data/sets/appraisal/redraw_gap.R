# Redraws the gap figure from gap.csv; estimates.csv gives the number of estimates behind it.
# usage: Rscript redraw_gap.R FOLDER [OUT.pdf]    needs nothing but R
arg <- commandArgs(TRUE)
read <- function(name) read.csv(file.path(arg[1], name), fileEncoding = "UTF-8-BOM", check.names = FALSE)
gap <- subset(read("gap.csv"), !is.na(identified) & !is.na(estimate))
cat(nrow(gap), "comparisons,", nrow(read("estimates.csv")), "rows of estimates\n")
y <- seq_len(nrow(gap)); pdf(if (length(arg) > 1) arg[2] else "gap.pdf", width = 10)
par(mar = c(4, 16, 1, 1)); plot(gap$estimate, y, log = "x", pch = 19, yaxt = "n", ylab = "", xlab = "Persons",
  xlim = range(gap$identified, gap$estimate, gap$estimate.high, na.rm = TRUE))
segments(gap$estimate.low, y, gap$estimate.high, y); points(gap$identified, y, pch = 18, col = 2)
axis(2, y, paste(gap$area_name, gap$period, gap$method), las = 1, cex.axis = 0.5)
