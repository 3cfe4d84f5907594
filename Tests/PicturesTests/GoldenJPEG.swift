extension GoldenImage {
    /// By colour space, chroma subsampling, scan order and markers. The last two are "cmyk" with its Adobe marker
    /// changed to say YCCK, and removed.
    static let jpeg = [
        GoldenImage(
            name: "444", width: 18, height: 13, channels: 3,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEEx\
                NDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7\
                Ozs7Ozs7Ozs7Ozs7Ozv/wAARCAANABIDAREAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABQYE/8QAKhAAAQIEBAMJAAAA\
                AAAAAAAAAQIRAAQFEgMhMWEGIzJBQlFxkaHB0fD/xAAZAQEAAgMAAAAAAAAAAAAAAAAFAwYBBAf/xAAhEQABBAEDBQAAAAAA\
                AAAAAAABAAIEIQMRwfASFUJRgf/aAAwDAQACEQMRAD8AhpKggHouBZwW+f2sGOkl1qOLMAbZTsnQLVBVjpIYMXBPnEZ1dXOb\
                K1w5raJKTHDYYc5I2Oo94x06+JTPcnChukZWm4KVKPeQrwYFg8EY8hcdFwuLJcGg+yqWUosvaU5Na2Y7PXeFMBr6rRFlvFre\
                qWwwoi0a7/cbgNUmm5XFoJX/2Q==
                """,
            samples: """
                AgUWBwEPGgMLHgAASBAPQAAARAABPQAAcgsAfAMWiAYAjgQRmgoTrBUAwgwY0QwA5gIP8QYVAAkJBRQRBwIALRUJPxcLXi0f\
                VyEVZS8lYAkAdRQAhQ8djRMGmBkIrhsjxiIA0xYSyA0E0A8IACgLCjEUCBsAJyQFMBsATSsPRyIHWzMZbjAZgjgJjSkrih4E\
                kh8Esios0jgS4i8q8Bwr8BkpAEAHCD8IIUEPIywAS0MVTDcKYkcabE8jc0gViEY2k0EPkCsZnS4dv0Qa3EFF5jsn2DJI0i9E\
                BVAAE1EELVYQLT8BUlMZTUMIXk8UZlYaYkMKfEYukkoQn0EosUgzzFcs2UhN2Tkp511T6GJXCGAAIWwNIlkFPF4SO08ITFgQ\
                QUkAUVkMd2k8hmgilVdAnlQlq1YtvVdSzVs31k5Q6Fst8Wg6AGwAGHkIHGoFPHgeQ3MfXIYyU34lY44yfotWiIU4mHNWoXI6\
                om07qGRXvm9I1nRz2YNS3IpaCoYCEYMJJIQYIXEQRIksO3weRYkmRYwkT3MpanVLlYw/s5ZqsY9ppYFHsXdzyYdx7XmE5XWB\
                D5UAAKMFAJ8HI40JTJcgRpwhQpQYcao1a4UsgJosmKpHhoRTqpNzvpZl0JRvumxs6LOT6qiSG7ESCr4VCrMSK50RSJ8dPKIb\
                QaEcc7c8bZY4e6Ywk7RMiZZgrKR/wKdx0qd8wod/3LWU3qqSDLoJBMgPC8APMrMYR7UiN7YhQ7oqcsdFe75VhMZIlc5dmLt7\
                tMSXxMSE1sWP0bKg69u579C0AMkFANMLDcwMQc8jUNQwNtErQ9I4Ysg+dNFed9JJgtBYjsZ/osmSr8mAu8eHvr2fzNOq0MWl\
                Du4bCO0WE9gMTeMqVeo4NOUzQ+VCUcY5ivh/jflolPBxp+6gtOqsxO+fyuyi0ujB1ei62tq0
                """),
        GoldenImage(
            name: "422", width: 18, height: 13, channels: 3,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEEx\
                NDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7\
                Ozs7Ozs7Ozs7Ozs7Ozv/wAARCAANABIDASEAAhEBAxEB/8QAFwAAAwEAAAAAAAAAAAAAAAAAAAUGBP/EACoQAAEDAgQCCwAA\
                AAAAAAAAAAEAAhEEEgMFMWEGISMyQUJRcZGhwdHw/8QAGAEAAgMAAAAAAAAAAAAAAAAABQYCBAf/xAAeEQACAgICAwAAAAAA\
                AAAAAAAAAQIRAwQFEhVi8P/aAAwDAQACEQMRAD8AhqLIQD1LgYkGPn9qntHkFrg6yWkQIMgnzQqWV5AjxO5G1bGY4bEDpmjY\
                6j3QodfVjf5KX1jGly3Ba5x7zHeEAwJVLSZLT2lvKLY5js9d1S1Z9nbMf4ramqN7qbDDiLRrv9oRZMb1lk0f/9k=
                """,
            samples: """
                DAIKDAAGGgMLFwAAQRIaPAAIRAACRAAAZg4MbwwHegsCiQoDmwwGrhEMuxIPzQsM6AIM+gIQAAYADBEKBwMAKBcQNxoUWS4o\
                ViEZbCwjVw0AbBQIfBgJiRUInBYLsR0Twh8YyxoSzAsC1g0DAiQDEy4PCBsAISYIKB4DRi4URiIIYDEXbTEXgDYdhy8XiB4I\
                lhsJtysczzYo3zAr6SAm8RkmCToCEDsFIUINHS8AQ0YXRTkPYEceckwleEQfikgmkj8fkSsSoywUxj0r20U23D050zY/zzBC\
                EEoAGk4DLFcPJkMASVgXRkYKXk8YbVEfaT8PgEcckUcin0Ijtkcs0lE82ks7zT4w5F5T5GRZEFwAJWsLH1sBNWINM1QFSFoQ\
                REcEXFIUfmgviWQwkVwwnFQurVQ2wlhA0FdG1FM93l4362s8BWkAGngIF20CNX0ZPncYW4cwWXsncYY7goxHiIJGj3xEmXRH\
                omtErGVFwWtS03le1YNb2YtdDIQIEIQJH4gSGXcHP44lO30cTYQpVoEvUnImZ3s2iY9RqJxorpFlqHxXs3pcz4Nz4n+C5HWF\
                BpcODpgRFJQMHo8MPp8eSpofS48YdKg5ZIshgJg6nKVSjYQ/r5Rdv5RpzJZ0sXNa7K+a5qmXE7MdGrQgG6kVIqESOKccQKAb\
                S5wcc7dAZpsve6NCl69Zj5dOsKZrwKV2z6eDvI1v47Ga3aqVBb0PD8EVFLsTI7saNr0iPLQhTbUqbslIdcNMhMNamshunLtv\
                t8WHxMKP08Sbz7WU9da38s+zAMsFBc4MDcwNK9olP90wP80rTs02W8tBb9VWds5ehMxpkMd0o8uFr8eNu8SVwb6V2cyp1sOi\
                D+4XEOkWDdsOMvAsRPI5Qd8yT98/Sco5hPx2jPV/lOyEp/CXtOyhxOyty+iw2ee24eK44Nix
                """),
        GoldenImage(
            name: "420", width: 18, height: 13, channels: 3,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEEx\
                NDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7\
                Ozs7Ozs7Ozs7Ozs7Ozv/wAARCAANABIDASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAABgAFB//EACoQAAEDAgQCCwAA\
                AAAAAAAAAAEAAhEEEgMFMWEGISMyQUJRcZGhwdHw/8QAFwEAAwEAAAAAAAAAAAAAAAAAAwQFBv/EAB0RAAICAQUAAAAAAAAA\
                AAAAAAABAwURBBMhQfD/2gAMAwEAAhEDEQA/AA1FkIB6lwMSDHz+1W7R5Ba4OslpECDIJ80kpctwWuce8x3hAMCUlpMlp7S3\
                lFscx2eu6hR6hzPkBVXLWASOGxA6Zo2Oo91LorqbDDiLRrv9qTO2vYNermV9n//Z
                """,
            samples: """
                AAsCAAcADwoEDwAAOhcRNgYAQQMAQgAAZhABbw4AfAsAigsAnAwDrxAKvRENyg0L3wgG7goJAAkACBQGBAQAJhgNOBoPWi4h\
                WiEQcCwZXQwAcBQAgRYEjhMDoRUItRsTxR4YzxcV1gUI4QYKBSEIFSwSDBgAJSMMLRsDTSsSTh4HaS0TdC4UhzMZjywVjBwI\
                mxkJuSke0TQt3TEx4iMr5x0rDDcMEzgPJT4WICwGR0MdSjYRZkQfd0klfEEfjUYmkz4hkCwUoSwYwj4v1Uc72T453TM23Swy\
                DUkLF00PLFUbJUIISVYgRkUPXk4bbVEhaD8RfUgejUkkmEUlrkoyyFVCzlBByEAy6l1L8WBNDFwHIWoYHVoKMmIWM1MKSFkT\
                REcEXFIUfmgvhmUwjl4wllYwp1Y4u1tDxltHyldE1GBH4mxQA2kAGHgNGWsFNnwaQHYYX4YtX3gld4M3iYlDjoBBlnhCnnJD\
                pWlEr2RFwWtS1Hhj3H1r44JxDIUEEIQFIIgNHHcAQ40cQXwSVIIfXn8kXG8dcHgtk4tKsJljtY9ir3lVuXhaz4Rt1Yh40IJ2\
                CZgCD5kFFpQFH48FP54cSpofS44bcak+YYoqfJhDmKZbh4ZGqJdjuJdsxZl2rHZa7K+d56iZE7YPGrcSG6sNIaQKNqkYPaIY\
                R50eb7hCYJ4zdqVFkLJehppSqKlttqp4xayDtZFv4LKY26uUCb0GEsEMGLoMJbsSN70ePbMeTbUqbslIdMNOgcRblcpumL1t\
                tMeFwMWNz8eYy7iN99ew89CoA8cFDcoLF8cNM9YjRtkwRMorU8s2X8pAdNNVesxdh8toksZxpsqCssaJvMWQwr6P3suh3cGa\
                GegcGeMbF9UTO+swTO07SdozWNs/UMc3jfh0k/J8meqBre6Suuucyuqn0eat3eW26ty/6NK7
                """),
        GoldenImage(
            name: "420-progressive", width: 18, height: 13, channels: 3,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEEx\
                NDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7\
                Ozs7Ozs7Ozs7Ozs7Ozv/wgARCAANABIDASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAABQAEBv/EABYBAQEBAAAAAAAA\
                AAAAAAAAAAMEBf/aAAwDAQACEAMQAAABC3pJQGJdHLsf/8QAGRAAAwEBAQAAAAAAAAAAAAAAAAIDARIU/9oACAEBAAEFAkgJ\
                A8ws8Fipzh//xAAXEQADAQAAAAAAAAAAAAAAAAAAAgQU/9oACAEDAQE/AZbDYx//xAAXEQADAQAAAAAAAAAAAAAAAAAAAhID\
                /9oACAECAQE/AV0sk//EABYQAAMAAAAAAAAAAAAAAAAAABAgMf/aAAgBAQAGPwIVP//EABsQAAMAAgMAAAAAAAAAAAAAAAAB\
                ESFhMVFx/9oACAEBAAE/IdNIuzB4i7faZNNDpwf/2gAMAwEAAgADAAAAEJ8P/8QAFxEBAQEBAAAAAAAAAAAAAAAAAQARQf/a\
                AAgBAwEBPxBzIft//8QAGBEAAwEBAAAAAAAAAAAAAAAAAAERIfD/2gAIAQIBAT8QY2kdD//EACAQAQABAwMFAAAAAAAAAAAA\
                AAERACExQWGRcaHB0fD/2gAIAQEAAT8QIdJiRjz9moS6iCGRetAgsbOTvSBwoGCamLIsuac70JEM7+6//9k=
                """,
            samples: """
                AAsCAAcADwoEDwAAOhcRNgYAQQMAQgAAZhABbw4AfAsAigsAnAwDrxAKvRENyg0L3wgG7goJAAkACBQGBAQAJhgNOBoPWi4h\
                WiEQcCwZXQwAcBQAgRYEjhMDoRUItRsTxR4YzxcV1gUI4QYKBSEIFSwSDBgAJSMMLRsDTSsSTh4HaS0TdC4UhzMZjywVjBwI\
                mxkJuSke0TQt3TEx4iMr5x0rDDcMEzgPJT4WICwGR0MdSjYRZkQfd0klfEEfjUYmkz4hkCwUoSwYwj4v1Uc72T453TM23Swy\
                DUkLF00PLFUbJUIISVYgRkUPXk4bbVEhaD8RfUgejUkkmEUlrkoyyFVCzlBByEAy6l1L8WBNDFwHIWoYHVoKMmIWM1MKSFkT\
                REcEXFIUfmgvhmUwjl4wllYwp1Y4u1tDxltHyldE1GBH4mxQA2kAGHgNGWsFNnwaQHYYX4YtX3gld4M3iYlDjoBBlnhCnnJD\
                pWlEr2RFwWtS1Hhj3H1r44JxDIUEEIQFIIgNHHcAQ40cQXwSVIIfXn8kXG8dcHgtk4tKsJljtY9ir3lVuXhaz4Rt1Yh40IJ2\
                CZgCD5kFFpQFH48FP54cSpofS44bcak+YYoqfJhDmKZbh4ZGqJdjuJdsxZl2rHZa7K+d56iZE7YPGrcSG6sNIaQKNqkYPaIY\
                R50eb7hCYJ4zdqVFkLJehppSqKlttqp4xayDtZFv4LKY26uUCb0GEsEMGLoMJbsSN70ePbMeTbUqbslIdMNOgcRblcpumL1t\
                tMeFwMWNz8eYy7iN99ew89CoA8cFDcoLF8cNM9YjRtkwRMorU8s2X8pAdNNVesxdh8toksZxpsqCssaJvMWQwr6P3suh3cGa\
                GegcGeMbF9UTO+swTO07SdozWNs/UMc3jfh0k/J8meqBre6Suuucyuqn0eat3eW26ty/6NK7
                """),
        GoldenImage(
            name: "rgb-stored", width: 18, height: 13, channels: 3,
            file: """
                /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAKBwcIBwYKCAgICwoKCw4YEA4NDQ4dFRYRGCMfJSQiHyIhJis3LyYpNCkhIjBBMTQ5\
                Oz4+PiUuRElDPEg3PT47/8AAEQgADQASA1IRAEcRAEIRAP/EABoAAAICAwAAAAAAAAAAAAAAAAYHAQUCBAj/xAArEAABAgQF\
                AwQCAwAAAAAAAAABAhEAAxIxBAYhQVEFcdETMmGBIkKhsfD/2gAMA1IARwBCAAA/AADLiJaJdK9a6VHYpGj3v9XgQRk9pgaU\
                VD9gSDt/enHMKWRLMwgmWrQsASwduSONobOWESkqRMUwpIKShT1Hnx2iDlFSFumWTLKWA1UDq1z/ALWLXDdBWs0UKVUWD2Ft\
                7jxBuFrSAkYiWkDQArUCIyGSUEa4iWk7hSQ476xYjK5UKvSxOuuiiP4jm3oCvRkiZSlR9Wm12BvDsX0DCpmzGJqll3ZgWD2H\
                eKjpUlE2dTS1AdwT8W4hu5fTSkqclICUUk7fTb+NImZlnCMpH4+wn2bcX+b30hj9B6PhjJpId5oSTyxYW7mDSWpSpaVEgkgE\
                38xrzenyEzVpCAwURv5glGHlgAJdKdhwI//Z
                """,
            samples: """
                BgwAAAUeCgAHMQ4SKxMIRwAATAQWRgAHaQgAeBMZaBkBjgYVoxYBow0ApxYO+AAK3Asb8gQVAAoFESEFAAAAHhQbVQAZXycA\
                OCkRVyoebQAAaQQAhgcElwsUkREamSU1wisB2SAAzQ0Z3BMLAAsOES4SEBsJNjMAShkAUTMFQS8SXCsRdDwbfUMFpioFmiME\
                oAwEpi0u1Csa0TIx6Bgo6h0jClcMA0sZAD8fKzQITTcPaCIxXkwyal8oZk4Sj0knlTgPiSkwvR0mxTsjzjcx5j8s4TM62yw9\
                AEMAMUYAHFcBJlkRTWMXTDgPOE8Ag04IYkgefz0tb08ViDtBuUw/01Y3x00050gh4GNN3WRMAFoMM2sIPFUGPU8SNkMWN1IP\
                NmYSbWMWiHs+eWEqenYuqk4rp14eyV4+y1Q0zFNd8FZG82hMBnAABIQFDXwALX4AM3wLaH8UaYI3SW4wiH02g2o0ln5Lr2BM\
                ql40t29JxGFCw3V14HhE4IFTAYwYMXUYKXsEIXA3JZg2R3IFRJcfUo8lTnRIfXlUlJw5iZlhtoFcqZhYs3Br0olu6o553nuC\
                B5oADJMOBJoXEoshR6wHPpgUUJkkWLFFXI8plYs6m5I6jJMvsI+J0JFhyY1iwnpv8ax98qKUAcgNFboJH68AKpMRTaQUO5Ep\
                W5sfc7Ygfpg5fbZKq8dQhZFPj52JyrlorMFluIB13LOT4aabALQXDrUeIbgZMrMqTcQjN7Q2Wbwycss6U9o2i6lEccBZd8p0\
                tOCOxKmH0bqI7MCh4d6w7s2nA80CANIbDdEiK90sTuQYN9AqTco3U8JQktJbpLlYgMVtqMeUqM+NmbmV1sKPtLurwdi+1MKv\
                Ef8LAfcRDtgHMuUWUeYZNOE7RuU/Q9JFcOpzjP9ehfxyiuqexdiPxf+jqv+W39i3zu+35tWv
                """),
        GoldenImage(
            name: "gray", width: 18, height: 13, channels: 1,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEEx\
                NDk7Pj4+JS5ESUM8SDc9Pjv/wAALCAANABIBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABQYE/8QAKhAAAQIEBAMJAAAAAAAA\
                AAAAAQIRAAQFEgMhMWEGIzJBQlFxkaHB0fD/2gAIAQEAAD8AhpKggHouBZwW+f2sOydAtUFWOkhgxcE+cJjhsMOckbHUe8Iy\
                tNwUqUe8hXgwLB4pZSiy9pTk1rZjs9d43qlsMKItGu/3H//Z
                """,
            samples: """
                BgQLASETFA0oKSsvNj9ERUhOAg8DGyI6MD4iLTQ2PUhPTkRIFiISIR4yKjxASUc7PlNiZF1bJSgyJEA4SlNPWFRHTWRwbGZi\
                MDZCM0w/TVRGU1laZXV0Z4WJOks/S0FMPk5oaWdla3V5d4CMPk9HXFtwZ3eBfXt6d3eCkZedUlNbTmpeaWtgbYaalYWImJ2Y\
                XF9eXnN0bYxzhpl/lpyig7+5cnVua3Z0dZV/jJ6MoqivmL23cnh2e4N/hp+epLCpur3EudzWdnx9kZqQlpqop6utt7m8uszF\
                k5CGoamcopPJyMbQ09nZ3d3W
                """),
        GoldenImage(
            name: "restarts", width: 18, height: 13, channels: 3,
            file: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEEx\
                NDk7Pj4+JS5ESUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7\
                Ozs7Ozs7Ozs7Ozs7Ozv/wAARCAANABIDASIAAhEBAxEB/8QAGAAAAgMAAAAAAAAAAAAAAAAAAAYEBQf/xAAqEAABAwIEAgsA\
                AAAAAAAAAAABAAIRBBIDBTFhBiEjMkFCUXGRocHR8P/EABYBAQEBAAAAAAAAAAAAAAAAAAUDBv/EAB0RAAICAQUAAAAAAAAA\
                AAAAAAABAwURBBMhQfD/3QAEAAH/2gAMAwEAAhEDEQA/AEaiyEA9S4GJBj5/aq9o8gtcHWS0iBBkE+aZKXLcFrnHvMd4QDAl\
                MtJktPaW8otjmOz13QUeocz5IVVy1g//0Iw4bEDpmjY6j3QtFdTYYcRaNd/tCL217BqFcyvs/9k=
                """,
            samples: """
                AAsCAAcADwoEDwAAOhcRNgYAQQMAQgAAZhABbw4AfAsAigsAnAwDrxAKvRENyg0L3wgG7goJAAkACBQGBAQAJhgNOBoPWi4h\
                WiEQcCwZXQwAcBQAgRYEjhMDoRUItRsTxR4YzxcV1gUI4QYKBSEIFSwSDBgAJSMMLRsDTSsSTh4HaS0TdC4UhzMZjywVjBwI\
                mxkJuSke0TQt3TEx4iMr5x0rDDcMEzgPJT4WICwGR0MdSjYRZkQfd0klfEEfjUYmkz4hkCwUoSwYwj4v1Uc72T453TM23Swy\
                DUkLF00PLFUbJUIISVYgRkUPXk4bbVEhaD8RfUgejUkkmEUlrkoyyFVCzlBByEAy6l1L8WBNDFwHIWoYHVoKMmIWM1MKSFkT\
                REcEXFIUfmgvhmUwjl4wllYwp1Y4u1tDxltHyldE1GBH4mxQA2kAGHgNGWsFNnwaQHYYX4YtX3gld4M3iYlDjoBBlnhCnnJD\
                pWlEr2RFwWtS1Hhj3H1r44JxDIUEEIQFIIgNHHcAQ40cQXwSVIIfXn8kXG8dcHgtk4tKsJljtY9ir3lVuXhaz4Rt1Yh40IJ2\
                CZgCD5kFFpQFH48FP54cSpofS44bcak+YYoqfJhDmKZbh4ZGqJdjuJdsxZl2rHZa7K+d56iZE7YPGrcSG6sNIaQKNqkYPaIY\
                R50eb7hCYJ4zdqVFkLJehppSqKlttqp4xayDtZFv4LKY26uUCb0GEsEMGLoMJbsSN70ePbMeTbUqbslIdMNOgcRblcpumL1t\
                tMeFwMWNz8eYy7iN99ew89CoA8cFDcoLF8cNM9YjRtkwRMorU8s2X8pAdNNVesxdh8toksZxpsqCssaJvMWQwr6P3suh3cGa\
                GegcGeMbF9UTO+swTO07SdozWNs/UMc3jfh0k/J8meqBre6Suuucyuqn0eat3eW26ty/6NK7
                """),
        GoldenImage(
            name: "cmyk", width: 18, height: 13, channels: 3,
            file: """
                /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAKBwcIBwYKCAgICwoKCw4YEA4NDQ4dFRYRGCMfJSQiHyIhJis3LyYpNCkhIjBBMTQ5\
                Oz4+PiUuRElDPEg3PT47/8AAFAgADQASBEMRAE0RAFkRAEsRAP/EABoAAAMBAQEBAAAAAAAAAAAAAAIDBAUGAAH/xAAqEAAC\
                AgEDAwMEAgMAAAAAAAABAgMEEQUSIQATMQYiYRQjMkEVQlFScf/aAA4EQwBNAFkASwAAPwCy/SgeZ2p2qkkjBIRYSMByZpcb\
                TJEDtIBLZKkHuLx19iWSR90GnyVnrWO9NZnDNLGAzAszPGSVIV1DbQftBjzlegqKdQ1exVrpNVNQpW7rRd1iVMZhmZ1wO4zd\
                xiMgHYqnzkrnjJhsU9Inr6gqTRmaR4clsncwYAKsnuUMrAHO488uxVTsTw2q8g02I6eFlV4Qol7Toyh8E/kc48sOS7nPB6tj\
                i0e7qlGIam5jcTFNOLALKzsyS+5cFxhHP5N54JGAw6gtubVJ6ticxCeQQirJlzOxkVS2CilWxFGeTxuLKRgjo7d42Kwvx1nq\
                v3hJFDWKWO7iNF3yLtBHsDEABcDd+mJFX8bqU/3q70pIZPdG66fLhlPIPtkx4/xx1l/T0YftHV9DrFPb2HGnhosf1OVY5Hjl\
                mPyfPUssNwSuI+8EDHaI9GpsuP1gkkkfJJPz1tQ+mpJYUkef1LvdQzYswRjJH+mTt/5njx1zSPWh1TR9MmqJOmt1Y3fIVUik\
                kd0RlQDwgZ8KCAd3gft02pzWknaV5Xa3qUVUBpTtHejXDMFxuKiLA5B54IAwarfaUVHeukkNm9FSMLPIfzr7GctuyTjdjnjd\
                nzknB0ul9THXkqTNQmDK2+uoAZVghlVWGPcMyZOeC3OMHaF3dfkox1YoBKJ2lCxktGIUICzbu2EBPMzLjdjBYeGx0fc+ksa4\
                Y5Jkh0+2KxhjcBZA0jMPyDbQMKCo4IVQeBjpdieTQ/U92hBNNItWm8bFyoEgZO4R7VBUbl/RyBgAjaD1p0NLrarHYdmmgkoK\
                sUUkTgOO1sCvnH54cjcQSP67cnJ2/WWr1Lk9aI1+3DIyJvj3nAOBliSSfkknr0xu6fPJS+tEn07GLea8ZLbTjOWBP6/ZJ+T1\
                2dPWrzUoGQwRIY1KosQwox4HwOs+r69oR1IUm9Oh5FjUOyXpEVjjkhcHA+Mnr//Z
                """,
            samples: """
                fJNsAAAAQhEsASEXEzdIXil3FgsGIjU5PVZtDyKAHBQLU3ZsZH6CEQoYNooITRItSwEtXiswUAoMh1SqazJVo5kwDREOa2Gu\
                MkwALY53GW6FtkSHECgM1enjPAcDWQ1th0Zoo0QYjDxcJDUxChUAAAAARHZufnwWZM45WQ08Qg5NDysdaV4wupfJSAkcczEK\
                AAEBBwEEKzILcYJOHCMfLgQJjaSKgYHwCxMCTiRbDVUSDiANCAQSHiMCnZi4jfKFWnF7DEcyai8hZYRaMzcNJi0XGRIPCmou\
                hgCWpZoYixoDDxgkdigYaBddAAAAFS6HDjIkCAsAAgMAMmkKFGxZBbo+NTcmkXtY8dLTjnmcnJ5nnRoY+24ADExSlTIfKBUl\
                Sk9XX1hAICdqIjEcFDUqfnQXGlduL1tOJyEaEj0iHgERQjgPz0KjIgAXDgQCOC0AZFo6TFYzDTY/VzZYLzoiHAYcqK5+jy92\
                D0YaVDA5BQ0CGSAjPmFIq9Z4Di0eQjw4BSsGIQIOhrmueH+CGZNKoDGkKBE8EB1vKDoleR8zTAszLQALrZJLOWRjKIRksw6D\
                AikaDy4dMQohAA8HWVVNEq0XKktcD10eGRgYMHxtVi4wCx0T1UwZBBERJSospnemWUEteWqPUUUDMWiAFzoINGhuYgIvDxcB\
                CAgMWyQAHhsXQQAZwXK0SAkrAAAAY25oCBiEKyUIEwt2YGePEyMrQXvdDQIOK4FPCjAxAAAAUzpKDhkgEjQLS1AzMXsdAQQD\
                EDwSWRpGCQ0LFhItqlejkUjAHnI2CQwaXSAEiaJlEkxGb4QvQBwUKxRKRI9ZQB5+c0w7t2aMdjkcjZ9SNZefAKEzBgIGIlp4\
                AwsKmGB6EgQFAGaYBUw+DwYGICAlkHdrNJGEPCZIAgkUdUgHIJw5AptXHjd3NjkdIC4RFSg6
                """),
        GoldenImage(
            name: "ycck", width: 18, height: 13, channels: 3,
            file: """
                /9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAKBwcIBwYKCAgICwoKCw4YEA4NDQ4dFRYRGCMfJSQiHyIhJis3LyYpNCkhIjBBMTQ5\
                Oz4+PiUuRElDPEg3PT47/8AAFAgADQASBEMRAE0RAFkRAEsRAP/EABoAAAMBAQEBAAAAAAAAAAAAAAIDBAUGAAH/xAAqEAAC\
                AgEDAwMEAgMAAAAAAAABAgMEEQUSIQATMQYiYRQjMkEVQlFScf/aAA4EQwBNAFkASwAAPwCy/SgeZ2p2qkkjBIRYSMByZpcb\
                TJEDtIBLZKkHuLx19iWSR90GnyVnrWO9NZnDNLGAzAszPGSVIV1DbQftBjzlegqKdQ1exVrpNVNQpW7rRd1iVMZhmZ1wO4zd\
                xiMgHYqnzkrnjJhsU9Inr6gqTRmaR4clsncwYAKsnuUMrAHO488uxVTsTw2q8g02I6eFlV4Qol7Toyh8E/kc48sOS7nPB6tj\
                i0e7qlGIam5jcTFNOLALKzsyS+5cFxhHP5N54JGAw6gtubVJ6ticxCeQQirJlzOxkVS2CilWxFGeTxuLKRgjo7d42Kwvx1nq\
                v3hJFDWKWO7iNF3yLtBHsDEABcDd+mJFX8bqU/3q70pIZPdG66fLhlPIPtkx4/xx1l/T0YftHV9DrFPb2HGnhosf1OVY5Hjl\
                mPyfPUssNwSuI+8EDHaI9GpsuP1gkkkfJJPz1tQ+mpJYUkef1LvdQzYswRjJH+mTt/5njx1zSPWh1TR9MmqJOmt1Y3fIVUik\
                kd0RlQDwgZ8KCAd3gft02pzWknaV5Xa3qUVUBpTtHejXDMFxuKiLA5B54IAwarfaUVHeukkNm9FSMLPIfzr7GctuyTjdjnjd\
                nzknB0ul9THXkqTNQmDK2+uoAZVghlVWGPcMyZOeC3OMHaF3dfkox1YoBKJ2lCxktGIUICzbu2EBPMzLjdjBYeGx0fc+ksa4\
                Y5Jkh0+2KxhjcBZA0jMPyDbQMKCo4IVQeBjpdieTQ/U92hBNNItWm8bFyoEgZO4R7VBUbl/RyBgAjaD1p0NLrarHYdmmgkoK\
                sUUkTgOO1sCvnH54cjcQSP67cnJ2/WWr1Lk9aI1+3DIyJvj3nAOBliSSfkknr0xu6fPJS+tEn07GLea8ZLbTjOWBP6/ZJ+T1\
                2dPWrzUoGQwRIY1KosQwox4HwOs+r69oR1IUm9Oh5FjUOyXpEVjjkhcHA+Mnr//Z
                """,
            samples: """
                F1YAAAAAUh17QzpDy5LLVGXLEwANADcABGocfLG7EwQEAGAAf5WCABESmEYAah6RhiCgoyy9RwBYAG9lABkXuiYbBA0ABJRy\
                ZhgIbbE6nNC7ACZkKhsAAJIATQBTADuMAB8LigBYBhY6ACsAIQwOAAAAAG0AlxEAy3UAEAphBStpg1GDGxEAAHsEqR6pywO1\
                DggOAQAGJAgABTIABRsAPQBGAFsAAMhgGQkCADVMkmFxHRgAERQdIgIAAIsaaZwAAGQAd2lX4CfgLFMAdiBLFhMAShtK05/J\
                ADSnkwAAhwB7ACQNggB7ABY/AAAAFIeHJzkNEgUHAwEAuFBvTYIj9Np/DBkAACIAAGUAGXVILEMAwwDgsAAcQ3JFYwBVAA8G\
                J1AvABkAHXJ7MSQQETcAeggAGnkwDVYANBosNT0FGAQtQwcGACt6BwIrCQAHdQ5WPicLtlGIXWhqADAhCRoAhDiEGlQAPTy4\
                dlRTGRopDwcAASABDkgAVWkAGi4AOjI1LiQGMAY7AI4AAFkAjZgNADxnACQrYZOeIykADQA1biKXOwBGYyIABGcAxrWRDxfW\
                Ji0JFywAQhZeEBAEACoA6KZyTHZjyYTITyZRoq2IBwkKGR4GcgA3AREAACMAJHFpKhILAF8BQAAAVqVzdjphG34WMwB+JgsQ\
                AAoE7CDsAAwA2zfbAEkCaRuMAAAAAEoAKoqKFAAANIeLAHACGTUjJvKuBQgWkIs7alxsAAAAAB0ABiMNOyMC1lq8n1kiEQoR\
                3XjdeTa1FxAUACgpAEMpFIjRjnUqARoVcgBXO1QAgH12Nh8AMAAqNkh2jYgwAF95IRAGADUrLwAHZ0cAKrof0b5tBgQMhq+y\
                FBIUCDwvBwALwO7uK08KkzyTxWLFAC0ACZEAETVGRS9FvgJzqI0J/+nNd6G5nzySHRMALUtI
                """),
        GoldenImage(
            name: "cmyk-without-adobe", width: 18, height: 13, channels: 3,
            file: """
                /9j/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/\
                wAAUCAANABIEQxEATREAWREASxEA/8QAGgAAAwEBAQEAAAAAAAAAAAAAAgMEBQYAAf/EACoQAAICAQMDAwQCAwAAAAAAAAEC\
                AwQRBRIhABMxBiJhFCMyQRVCUVJx/9oADgRDAE0AWQBLAAA/ALL9KB5nanaqSSMEhFhIwHJmlxtMkQO0gEtkqQe4vHX2JZJH\
                3QafJWetY701mcM0sYDMCzM8ZJUhXUNtB+0GPOV6Cop1DV7FWuk1U1ClbutF3WJUxmGZnXA7jN3GIyAdiqfOSueMmGxT0iev\
                qCpNGZpHhyWydzBgAqye5QysAc7jzy7FVOxPDaryDTYjp4WVXhCiXtOjKHwT+Rzjyw5Luc8Hq2OLR7uqUYhqbmNxMU04sAsr\
                OzJL7lwXGEc/k3ngkYDDqC25tUnq2JzEJ5BCKsmXM7GRVLYKKVbEUZ5PG4spGCOjt3jYrC/HWeq/eEkUNYpY7uI0XfIu0Eew\
                MQAFwN36YkVfxupT/ervSkhk90brp8uGU8g+2THj/HHWX9PRh+0dX0OsU9vYcaeGix/U5VjkeOWY/J89Syw3BK4j7wQMdoj0\
                amy4/WCSSR8kk/PW1D6aklhSR5/Uu91DNizBGMkf6ZO3/mePHXNI9aHVNH0yaok6a3Vjd8hVSKSR3RGVAPCBnwoIB3eB+3Ta\
                nNaSdpXldrepRVQGlO0d6NcMwXG4qIsDkHnggDBqt9pRUd66SQ2b0VIws8h/OvsZy27JON2OeN2fOScHS6X1MdeSpM1CYMrb\
                66gBlWCGVVYY9wzJk54Lc4wdoXd1+SjHVigEonaULGS0YhQgLNu7YQE8zMuN2MFh4bHR9z6SxrhjkmSHT7YrGGNwFkDSMw/I\
                NtAwoKjghVB4GOl2J5ND9T3aEE00i1abxsXKgSBk7hHtUFRuX9HIGACNoPWnQ0utqsdh2aaCSgqxRSROA47WwK+cfnhyNxBI\
                /rtycnb9ZavUuT1ojX7cMjIm+PecA4GWJJJ+SSevTG7p88lL60SfTsYt5rxkttOM5YE/r9kn5PXZ09avNSgZDBEhjUqixDCj\
                HgfA6z6vr2hHUhSb06HkWNQ7JekRWOOSFwcD4yev/9k=
                """,
            samples: """
                fJNsAAAAQhEsASEXEzdIXil3FgsGIjU5PVZtDyKAHBQLU3ZsZH6CEQoYNooITRItSwEtXiswUAoMh1SqazJVo5kwDREOa2Gu\
                MkwALY53GW6FtkSHECgM1enjPAcDWQ1th0Zoo0QYjDxcJDUxChUAAAAARHZufnwWZM45WQ08Qg5NDysdaV4wupfJSAkcczEK\
                AAEBBwEEKzILcYJOHCMfLgQJjaSKgYHwCxMCTiRbDVUSDiANCAQSHiMCnZi4jfKFWnF7DEcyai8hZYRaMzcNJi0XGRIPCmou\
                hgCWpZoYixoDDxgkdigYaBddAAAAFS6HDjIkCAsAAgMAMmkKFGxZBbo+NTcmkXtY8dLTjnmcnJ5nnRoY+24ADExSlTIfKBUl\
                Sk9XX1hAICdqIjEcFDUqfnQXGlduL1tOJyEaEj0iHgERQjgPz0KjIgAXDgQCOC0AZFo6TFYzDTY/VzZYLzoiHAYcqK5+jy92\
                D0YaVDA5BQ0CGSAjPmFIq9Z4Di0eQjw4BSsGIQIOhrmueH+CGZNKoDGkKBE8EB1vKDoleR8zTAszLQALrZJLOWRjKIRksw6D\
                AikaDy4dMQohAA8HWVVNEq0XKktcD10eGRgYMHxtVi4wCx0T1UwZBBERJSospnemWUEteWqPUUUDMWiAFzoINGhuYgIvDxcB\
                CAgMWyQAHhsXQQAZwXK0SAkrAAAAY25oCBiEKyUIEwt2YGePEyMrQXvdDQIOK4FPCjAxAAAAUzpKDhkgEjQLS1AzMXsdAQQD\
                EDwSWRpGCQ0LFhItqlejkUjAHnI2CQwaXSAEiaJlEkxGb4QvQBwUKxRKRI9ZQB5+c0w7t2aMdjkcjZ9SNZefAKEzBgIGIlp4\
                AwsKmGB6EgQFAGaYBUw+DwYGICAlkHdrNJGEPCZIAgkUdUgHIJw5AptXHjd3NjkdIC4RFSg6
                """),
    ]

    /// Has an Exif marker with the orientation 6.
    static let jpegTurned = bytes(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAoHBwgHBgoICAgL\
        CgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5ESUM8SDc9Pjv/wAALCAANABIBAREA/8QAFgAB\
        AQEAAAAAAAAAAAAAAAAABQYE/8QAKhAAAQIEBAMJAAAAAAAAAAAAAQIRAAQFEgMhMWEGIzJBQlFxkaHB0fD/2gAIAQEAAD8A\
        hpKggHouBZwW+f2sOydAtUFWOkhgxcE+cJjhsMOckbHUe8IytNwUqUe8hXgwLB4pZSiy9pTk1rZjs9d43qlsMKItGu/3H//Z
        """)
}
