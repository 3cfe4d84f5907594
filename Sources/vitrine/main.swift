import Commands

runVitrine()
