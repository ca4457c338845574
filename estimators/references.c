/* references.c - papers that methods rest on */
#include "estimators/references.h"

#include <string.h>

static const uc_reference references[] = {
    {"Silverman, Chan & Vincent (2024) Statistics and Computing 34:44", "silverman2024",
     "article", "Silverman, Bernard W. and Chan, Lax and Vincent, Kyle",
     "Bootstrapping multiple systems estimates to account for model selection", "2024",
     "Statistics and Computing", "34", "44", NULL},
    {"Akaike (1974) IEEE Transactions on Automatic Control 19:716", "akaike1974",
     "article", "Akaike, Hirotugu",
     "A new look at the statistical model identification", "1974",
     "IEEE Transactions on Automatic Control", "19", "716--723", NULL},
    {"Hurvich & Tsai (1989) Biometrika 76:297", "hurvich1989", "article",
     "Hurvich, Clifford M. and Tsai, Chih-Ling",
     "Regression and time series model selection in small samples", "1989",
     "Biometrika", "76", "297--307", NULL},
    {"Chan, Silverman & Vincent (2021) Journal of the American Statistical Association "
     "116:1297",
     "chan2021", "article", "Chan, Lax and Silverman, Bernard W. and Vincent, Kyle",
     "Multiple systems estimation for sparse capture data: inferential challenges when "
     "there are nonoverlapping lists",
     "2021", "Journal of the American Statistical Association", "116", "1297--1306",
     NULL},
    {"Silverman (2014) Modern Slavery: an application of Multiple Systems Estimation, "
     "Home Office",
     "silverman2014", "techreport", "Silverman, Bernard W.",
     "Modern Slavery: an application of Multiple Systems Estimation", "2014", NULL,
     NULL, NULL, "Home Office"},
    {"Fienberg (1972) Biometrika 59:591", "fienberg1972", "article",
     "Fienberg, Stephen E.",
     "The multiple recapture census for closed populations and incomplete $2^k$ "
     "contingency tables",
     "1972", "Biometrika", "59", "591--603", NULL},
    {"Buckland, Burnham & Augustin (1997) Biometrics 53:603", "buckland1997", "article",
     "Buckland, Stephen T. and Burnham, Kenneth P. and Augustin, Nicole H.",
     "Model selection: an integral part of inference", "1997", "Biometrics", "53",
     "603--618", NULL},
    {"Otis et al. (1978) Wildlife Monographs 62:1", "otis1978", "article",
     "Otis, David L. and Burnham, Kenneth P. and White, Gary C. and Anderson, David R.",
     "Statistical inference from capture data on closed animal populations", "1978",
     "Wildlife Monographs", "62", "1--135", NULL},
    {"Chao (1987) Biometrics 43:783", "chao1987", "article", "Chao, Anne",
     "Estimating the population size for capture-recapture data with unequal "
     "catchability",
     "1987", "Biometrics", "43", "783--791", NULL},
    {"Rivest & Baillargeon (2007) Biometrics 63:999", "rivest2007", "article",
     "Rivest, Louis-Paul and Baillargeon, Sophie",
     "Applications and extensions of {Chao's} moment estimator for the size of a "
     "closed population",
     "2007", "Biometrics", "63", "999--1006", NULL},
    {"Darroch et al. (1993) Journal of the American Statistical Association 88:1137",
     "darroch1993", "article",
     "Darroch, John N. and Fienberg, Stephen E. and Glonek, Gary F. V. and Junker, "
     "Brian W.",
     "A three-sample multiple-recapture approach to census population estimation with "
     "heterogeneous catchability",
     "1993", "Journal of the American Statistical Association", "88", "1137--1148",
     NULL},
    {"Sekar & Deming (1949) Journal of the American Statistical Association 44:101",
     "sekar1949", "article", "Sekar, C. Chandra and Deming, W. Edwards",
     "On a method of estimating birth and death rates and the extent of registration",
     "1949", "Journal of the American Statistical Association", "44", "101--115", NULL},
    {"Chapman (1951) University of California Publications in Statistics 1:131",
     "chapman1951", "article", "Chapman, Douglas G.",
     "Some properties of the hypergeometric distribution with applications to "
     "zoological sample censuses",
     "1951", "University of California Publications in Statistics", "1", "131--160",
     NULL},
    {"Zelterman (1988) Journal of Statistical Planning and Inference 18:225",
     "zelterman1988", "article", "Zelterman, Daniel",
     "Robust estimation in truncated discrete distributions with application to "
     "capture-recapture experiments",
     "1988", "Journal of Statistical Planning and Inference", "18", "225--237", NULL},
    {"Chao & Tsay (1998) Journal of the American Statistical Association 93:283",
     "chao1998", "article", "Chao, Anne and Tsay, P. K.",
     "A sample coverage approach to multiple-system estimation with application to "
     "census undercount",
     "1998", "Journal of the American Statistical Association", "93", "283--293", NULL},
    {"Madigan & York (1997) Biometrika 84:19", "madigan1997", "article",
     "Madigan, David and York, Jeremy C.",
     "Bayesian methods for estimation of the size of a closed population", "1997",
     "Biometrika", "84", "19--31", NULL},
    {"Manrique-Vallier (2016) Biometrics 72:1246", "manrique2016", "article",
     "Manrique-Vallier, Daniel",
     "Bayesian population size estimation using {Dirichlet} process mixtures", "2016",
     "Biometrics", "72", "1246--1254", NULL},
    {"Silverman (2020) Journal of the Royal Statistical Society A 183:691",
     "silverman2020", "article", "Silverman, Bernard W.",
     "Multiple-systems analysis for the quantification of modern slavery: classical "
     "and {Bayesian} approaches",
     "2020", "Journal of the Royal Statistical Society, Series A", "183", "691--736",
     NULL},
    {"Kass & Raftery (1995) Journal of the American Statistical Association 90:773",
     "kass1995", "article", "Kass, Robert E. and Raftery, Adrian E.", "Bayes factors",
     "1995", "Journal of the American Statistical Association", "90", "773--795", NULL},
    {"Rivest & Levesque (2001) Canadian Journal of Statistics 29:555", "rivest2001",
     "article", "Rivest, Louis-Paul and L{\\'e}vesque, Tina",
     "Improved log-linear model estimators of abundance in capture-recapture "
     "experiments",
     "2001", "Canadian Journal of Statistics", "29", "555--572", NULL},
    {"Cormack (1992) Biometrics 48:567", "cormack1992", "article",
     "Cormack, Richard M.",
     "Interval estimation for mark-recapture studies of closed populations", "1992",
     "Biometrics", "48", "567--576", NULL},
    {"Fienberg & Rinaldo (2012) Annals of Statistics 40:996", "fienberg2012", "article",
     "Fienberg, Stephen E. and Rinaldo, Alessandro",
     "Maximum likelihood estimation in log-linear models", "2012",
     "Annals of Statistics", "40", "996--1023", NULL},
    {"Efron (1987) Journal of the American Statistical Association 82:171", "efron1987",
     "article", "Efron, Bradley", "Better bootstrap confidence intervals", "1987",
     "Journal of the American Statistical Association", "82", "171--185", NULL},
    {"Burnham et al. (1987) American Fisheries Society Monograph 5", "burnham1987",
     "book",
     "Burnham, Kenneth P. and Anderson, David R. and White, Gary C. and Brownie, "
     "Cavell and Pollock, Kenneth H.",
     "Design and analysis methods for fish survival experiments based on "
     "release-recapture",
     "1987", NULL, NULL, NULL, "American Fisheries Society"},
    {"Davison & Hinkley (1997) Bootstrap Methods and their Application", "davison1997",
     "book", "Davison, Anthony C. and Hinkley, David V.",
     "Bootstrap Methods and their Application", "1997", NULL, NULL, NULL,
     "Cambridge University Press"},
    {"Buckland & Garthwaite (1991) Biometrics 47:255", "buckland1991", "article",
     "Buckland, Stephen T. and Garthwaite, Paul H.",
     "Quantifying precision of mark-recapture estimates using the bootstrap and "
     "related methods",
     "1991", "Biometrics", "47", "255--268", NULL},
    {"van der Heijden et al. (2003) Statistical Modelling 3:305", "vanderheijden2003",
     "article",
     "van der Heijden, Peter G. M. and Bustami, Rami and Cruyff, Maarten J. L. F. and "
     "Engbersen, Godfried and van Houwelingen, Hans C.",
     "Point and interval estimation of the population size using the truncated "
     "{Poisson} regression model",
     "2003", "Statistical Modelling", "3", "305--322", NULL},
    {"van der Heijden et al. (2012) Annals of Applied Statistics 6:831",
     "vanderheijden2012", "article",
     "van der Heijden, Peter G. M. and Whittaker, Joe and Cruyff, Maarten and Bakker, "
     "Bart and van der Vliet, Rik",
     "People born in the {Middle East} but residing in the {Netherlands}: invariant "
     "population size estimates and the role of active and passive covariates",
     "2012", "Annals of Applied Statistics", "6", "831--852", NULL},
    {"Das, Kennedy & Jewell (2024) Journal of the American Statistical Association "
     "119:1309",
     "das2024", "article",
     "Das, Manjari and Kennedy, Edward H. and Jewell, Nicholas P.",
     "Doubly robust capture-recapture methods for estimating population size", "2024",
     "Journal of the American Statistical Association", "119", "1309--1321", NULL},
    {"Rubin (1987) Multiple Imputation for Nonresponse in Surveys", "rubin1987", "book",
     "Rubin, Donald B.", "Multiple Imputation for Nonresponse in Surveys", "1987", NULL,
     NULL, NULL, "Wiley"},
    {"Morris (1983) Journal of the American Statistical Association 78:47",
     "morris1983", "article", "Morris, Carl N.",
     "Parametric empirical {Bayes} inference: theory and applications", "1983",
     "Journal of the American Statistical Association", "78", "47--55", NULL},
    {"Niwitpong et al. (2013) Metrika 76:495", "niwitpong2013", "article",
     "Niwitpong, Sa-aat and B{\\\"o}hning, Dankmar and van der Heijden, Peter G. M. "
     "and "
     "Holling, Heinz",
     "Capture-recapture estimation based upon the geometric distribution allowing for "
     "heterogeneity",
     "2013", "Metrika", "76", "495--519", NULL},
    {"Cruyff & van der Heijden (2008) Biometrical Journal 50:1035", "cruyff2008",
     "article", "Cruyff, Maarten J. L. F. and van der Heijden, Peter G. M.",
     "Point and interval estimation of the population size using a zero-truncated "
     "negative binomial regression model",
     "2008", "Biometrical Journal", "50", "1035--1050", NULL},
    {"Boehning et al. (2013) Biometrics 69:1033", "boehning2013", "article",
     "B{\\\"o}hning, Dankmar and Vidal-Diez, Alberto and Lerdsuwansri, Rattana and "
     "Viwatwongkasem, Chukiat and Arnold, Mark",
     "A generalization of {Chao's} estimator for covariate information", "2013",
     "Biometrics", "69", "1033--1042", NULL},
    {"Boehning & van der Heijden (2009) Annals of Applied Statistics 3:595",
     "boehning2009", "article",
     "B{\\\"o}hning, Dankmar and van der Heijden, Peter G. M.",
     "A covariate adjustment for zero-truncated approaches to estimating the size of "
     "hidden and elusive populations",
     "2009", "Annals of Applied Statistics", "3", "595--610", NULL},
};

#define N_REFERENCES (sizeof references / sizeof *references)

const uc_reference *uc_references(size_t *n)
{
    *n = N_REFERENCES;
    return references;
}

const uc_reference *uc_reference_shown(const char *shown)
{
    for (size_t i = 0; i < N_REFERENCES; i++)
        if (strcmp(references[i].shown, shown) == 0)
            return &references[i];
    return NULL;
}

const uc_reference *uc_reference_find(const char *key)
{
    for (size_t i = 0; i < N_REFERENCES; i++)
        if (strcmp(references[i].key, key) == 0)
            return &references[i];
    return NULL;
}
