extension GoldenImage {
    /// By colour type, depth, transparency and interlacing.
    static let png = [
        GoldenImage(
            name: "gray8", width: 7, height: 5, channels: 1,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAM0lEQVR4nAEoANf/AItK5fGpQQYBoPXVvIkNEQQPRc3TEYrL\
                BKfkZEkd1nYCVZrh9x7nYnEnEp0M+uY6AAAAAElFTkSuQmCC
                """,
            samples: "i0rl8alBBqCVaiavvM2v5WL5CpRfVpPGQidq1astpzlFUTc="),
        GoldenImage(
            name: "rgb8", width: 7, height: 5, channels: 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAAeUlEQVR4nAFuAJH/AJmy10w0J/pI1zKh33CsoekmEVkB3QEG\
                8n+JFL1DWN3Uw+AX69NkLbD9jhkExIXJEv2VnirC0ydZJtJQxe/LCnfoAu6o2mM+wUsGagQAnv7HVYE02CPsUgTVaf9WGW7t\
                7NnS5hf3/Ve26e5cpLoMXzpV4+IRRAAAAABJRU5ErkJggg==
                """,
            samples: """
                mbLXTDQn+kjXMqHfcKyh6SYRWQHdBvJ/jwY80l4ZpiH5vQzMITl8HseVyndI3APReoiTTYVSc1ei5kZH8D4vuB8iP0GSxY79\
                UYXwcR73Z3ofEyqBjYghlaEAso1rI2uCSBvZ/mMNw847
                """),
        GoldenImage(
            name: "rgba8", width: 7, height: 5, channels: 4,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAYAAACJmvbYAAAAnElEQVR4nAGRAG7/AbcvRbOb9ALsHFYGuJUF36bmYy56oJfE\
                wJgtOaEA5acDKW3Lgds/Zc+cG9xdHY/IPwsLtNtxvlciCQSgdjr7h6NOqArelHUxa/zb+g63V8ss1RybIqxhAcj4FKFseuvP\
                msSeE7cPjcFu0wk7FbXr4kdWP94Ag7xF/unuBAOnm+EYVERBMXyTEfheBCmxn37A4cJlRhDXRRaFAAAAAElFTkSuQmCC
                """,
            samples: """
                ty9Fs1IjR59ueU1XA34s/enhWneJeB43IaVX2OWnAylty4HbP2XPnBvcXR2PyD8LC7Tbcb5XIgmFHT0k9MDPg/5DY/gvR1l3\
                iVX2ztaBy+pxec7SyPgUoTRy/3DONp2DhUUqRPMYM38IzR5hTyNdP4O8Rf7p7gQDp5vhGFREQTF8kxH4XgQpsZ9+wOE=
                """),
        GoldenImage(
            name: "gray-alpha8", width: 7, height: 5, channels: 2,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAQAAAAjkz5TAAAAVklEQVR4nAFLALT/AVb2BD3ItG/R7zYZcKavADB9L7r0AGk6\
                F54NAn7UArUOuO/3wiHtBqWahtePAIFE62YD97JyXeEf5qwvAYim+dwFFQ1ZF+Y0AjOWD2ohx7ldXGgAAAAASUVORK5CYII=
                """,
            samples: """
                VvZaMyLnkbiA7plePw0wfS+69ABpOheeDQJ+1OWL56nrwoonHUOniFVjgUTrZgP3snJd4R/mrC+IpoGChpeT8KrW3t\
                gRbg==
                """),
        GoldenImage(
            name: "palette", width: 7, height: 5, channels: 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAB7tOvrAAAAElBMVEUSG+qc7hgQ39UWn68mzXtcMMh/pjI5AAAAIUlEQVR4\
                nGNkdngkzfSfSf4Cg7IQqwELn/xHXhZ+hk9/AU75Bs/rtHIzAAAAAElFTkSuQmCC
                """,
            samples: """
                EhvqFp+vJs17Fp+vEN/VXDDIJs17EhvqEN/VJs17XDDIJs17Js17nO4YEN/VFp+vnO4YEN/VEhvqXDDIFp+vFp+vnO4YJs17\
                EN/VFp+vFp+vJs17Js17EhvqJs17EN/VEN/VXDDIFp+v
                """),
        GoldenImage(
            name: "palette-alpha", width: 7, height: 5, channels: 4,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAB7tOvrAAAAElBMVEUSG+qc7hgQ39UWn68mzXtcMMh/pjI5AAAABnRSTlMA\
                UKD//xQsuMy9AAAAIUlEQVR4nGNkdngkzfSfSf4Cg7IQqwELn/xHXhZ+hk9/AU75Bs/rtHIzAAAAAElFTkSuQmCC
                """,
            samples: """
                EhvqABafr/8mzXv/Fp+v/xDf1aBcMMgUJs17/xIb6gAQ39WgJs17/1wwyBQmzXv/Js17/5zuGFAQ39WgFp+v/5zuGFAQ39Wg\
                EhvqAFwwyBQWn6//Fp+v/5zuGFAmzXv/EN/VoBafr/8Wn6//Js17/ybNe/8SG+oAJs17/xDf1aAQ39WgXDDIFBafr/8=
                """),
        GoldenImage(
            name: "gray1", width: 7, height: 5, channels: 1,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAQAAAACh4ct1AAAAEklEQVR42mOYwiDEsIrhBYMQAAvYAksxMHMDAAAAAElFTkSu\
                QmCC
                """,
            samples: "/wAA/wD/AAAAAP8AAP//AP8A/wD/////AP8AAAAAAP8AAP8="),
        GoldenImage(
            name: "gray2", width: 7, height: 5, channels: 1,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAgAAAADmQbGlAAAAF0lEQVR42mM4JMJwyoah+gmD8gkG9hcAJY4FFlRDHr0AAAAA\
                SUVORK5CYII=
                """,
            samples: "/wAAqgBVVf8AqqoA//9V/6r//6pVAKoA//8AqgAAVf//qqo="),
        GoldenImage(
            name: "gray4", width: 7, height: 5, channels: 1,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAAAAABpAUQFAAAAIklEQVR42mOYkJ9swLDh3/QDDO3hBxgYth54mMDwcXViAwCJ\
                jwtpH04jlAAAAABJRU5ErkJggg==
                """,
            samples: "mQBm/2YzM7sA/+6Zd8yId1V3zAAAu1XMAO4RZv8RqrtmEYg="),
        GoldenImage(
            name: "rgb-tRNS", width: 7, height: 5, channels: 4,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAABnRSTlMACgAUAB7FNin/AAAAeUlEQVR42gFuAJH/ANj6726e\
                bHDfQduprrUwHlgkt9sOUABPHZcGhpMKFB4Frw1aI920ZfxaSJsAQ+duo+OElpvkh6RA58PqUgTKu/m/AOjmSMr/dwSsJgoU\
                HmnDkvTus2HCTgDzZlMBeLR5kzgiw8DPazy+tK9+z/KE8zdDKsmsFAAAAABJRU5ErkJggg==
                """,
            samples: """
                2Prv/26ebP9w30H/26mu/7UwHv9YJLf/2w5Q/08dl/8GhpP/ChQeAAWvDf9aI93/tGX8/1pIm/9D527/o+OE/5ab5P+HpED/\
                58Pq/1IEyv+7+b//6OZI/8r/d/8ErCb/ChQeAGnDkv/07rP/YcJO//NmU/8BeLT/eZM4/yLDwP/Pazz/vrSv/37P8v8=
                """),
        GoldenImage(
            name: "gray-tRNS", width: 7, height: 5, channels: 2,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAAnRSTlMATX7+8BUAAAAzSURBVHjaASgA1/8ACPgCI+OT3QDY\
                CEU9a62QAO/YTaK00JYAIm341EanAwD8sr3d2OHib3UUgeBr6ewAAAAASUVORK5CYII=
                """,
            samples: """
                CP/4/wL/I//j/5P/3f/Y/wj/Rf89/2v/rf+Q/+//2P9NAKL/tP/Q/5b/Iv9t//j/1P9G/6f/A//8/7L/vf/d/9j/4f\
                /i/w==
                """),
        GoldenImage(
            name: "rgb8-interlaced", width: 7, height: 5, channels: 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAFx/1EZAAAAf0lEQVR42gF0AIv/AJpjPwDqM1QAa7MO5qfcAAPLRmQWgwA3\
                IzK489UA8+hIt+It7S3Xg3uXAHw0mT3E84PlbwDj9VwbrY37EGUAVxqWo4JFFi3cAETRuWtBDDut4/Y5D0piMS5I0jLdwwBY\
                XK5lTyxCuPJyZdfd1+7Fkj60hvy41zY7SqFl9QAAAABJRU5ErkJggg==
                """,
            samples: """
                mmM/fDSZA8tGPcTz6jNUg+VvZBaDRNG5a0EMO63j9jkPSmIxLkjSMt3D8+hI4/Vct+ItG62N7S3X+xBlg3uXWFyuZU8sQrjy\
                cmXX3dfuxZI+tIb8a7MOVxqWNyMyo4JF5qfcFi3cuPPV
                """),
        GoldenImage(
            name: "palette4-interlaced", width: 7, height: 5, channels: 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFBAMAAAEMs9t9AAAAD1BMVEUaz1xPG/GStwG2giJc6y7M8JGzAAAAKElEQVR42mNQ\
                YFBgcGFwYhBmUFFhEHBgcDRgMDZgcDFWcmBgEGJSAAAzvgNTe+/7ugAAAABJRU5ErkJggg==
                """,
            samples: """
                krcBTxvxXOsuGs9ckrcBXOsukrcBXOsuXOsutoIitoIikrcBkrcBXOsukrcBXOsuXOsuTxvxkrcBtoIiXOsuGs9cGs9cTxvx\
                krcBGs9ckrcBkrcBXOsutoIiTxvxtoIiXOsutoIitoIi
                """),
        GoldenImage(
            name: "rgb16", width: 7, height: 5, channels: 3,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFEAIAAABWaL3MAAAA4klEQVR42gHXACj/AOvL+LhMVlUqnnZl9bspM/IrQgz6eC82\
                gUyu6lvQddcVl98cxr8nmpHopQB6rCxTmD10w6jGYC5OgSAD9hvBSXdBPAKgy2mCop4XHS8TvCgP1q13aVkAANLDl7Ml0LLl\
                Pbrg11Ac+usf6dGxr81SvcXgsOOthffQ/upnTBIL8SuSAAfBbz4FLEJKQLW06z+i8ygwAPjHkSo+dQn6TkyXIxvqKn8dZa2J\
                Fo8FZQB0q0+BkfDwN9uIidSkk8/Eb/iodDdmnFo8qzD1wu2TC2B0Cig8pM05d9lZoGluEPxTZgAAAABJRU5ErkJggg==
                """,
            samples: """
                6/hMVZ5luzMrDHg2TOrQ15ccv5roeiyYdKhgTiD2wXc8oGmiFy+8D61pAMOz0OW61xzr6bHNveDjhdDqTAsrB28FQkC0P/Mw\
                +JE+CU6XGyodrRYFdE+R8NuJpM9vqDecPDDCk2AKPM13
                """),
        GoldenImage(
            name: "rgba16-interlaced", width: 7, height: 5, channels: 4,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFEAYAAAGuDRoNAAABLklEQVR42gEjAdz+APXH5oraoAQWAFBQqanc4W+BACIZ2Dwh\
                dKP7L+gFBW9PLmsAUWgnOhzbTSTEUMAu4fN/iQBE7deFTnDA9rX8dAwYyKmcAAbVfemmm6lh8d7lUmEbKWWoQZhZGeGXOamW\
                rizUn4ZPAAz7lCNWsteIoGkgUMwmTXjMEE4TIQ/UGQA29SoLkE+iDkC14a103f4sYW7X/CI7MSYAFM28+egJu0zVMnxAnrPa\
                5uJI3eJgGE8NADKBlcSS2mLTo4VDXpv9yzYYo3QjqUMNHKHH6aHS6q95zbNcl1PBFWW42FB83gV3SOSYI2IpWFjQAGB5TlRf\
                Kamzih5LxTcOtfM/VjV6VHHahnUZmDwU31gxwLPF2ZQ84FRMuCoZE9ozFMNf52shjoB41XuIrjVP3KoAAAAASUVORK5CYII=
                """,
            samples: """
                9ebaBAyUVtdRJxxNoCDMTVCp3G/MTiHUxMDhfzKVkmKjQ5vLGHSpDaHp0q/NXFMVuFDed+QjKVgGfaapNiqQovHlYSlA4XT+\
                qJgZl2HXIjGprtSGYE5fqYpLN7U/NVTadZgUWMDFlOBMKhMzw+chgCLYIaMUvOi7RNdOwNV8ntovBW8u4t1gT7V0GKk=
                """),
        GoldenImage(
            name: "gray16", width: 7, height: 5, channels: 1,
            file: """
                iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFEAAAAAD8YXVHAAAAVklEQVR42gFLALT/ALoxEfLGxoip02XZnKyYAFVbXui5YhBw\
                OyOEzvFaAMHo0Mgw2kfDRCi/4Yk/ADYMv5KjY+WGjwQgMON4AC8sDhHMrnNepP8hMriRgjojmBTv16gAAAAASUVORK5CYII=
                """,
            samples: "uhHGiNPZrFVeuRA7hPHB0DBHRL+JNr+j5Y8g4y8OzHOkIbg="),
    ]

    /// The 16-bit samples of "gray16", little-endian.
    static let gray16Samples = bytes(
        "MbryEcbGqYhl05zZmKxbVeheYrlwECM7zoRa8ejByNDaMMNHKEThvz+JDDaSv2OjhuUEjzAgeOMsLxEOrsxec/+kMiGRuA==")

    /// Has a tEXt chunk in Latin-1, a zTXt and an iTXt chunk.
    static let pngWithTexts = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAMAAAADCAAAAABzQ+pjAAAADnRFWHRTb2Z0d2FyZQDpY3JpdBAnPjQAAAAjelRYdENvbW1l\
        bnQAAHicS1TIyc9LTy1SKEmtKFFIHOVBeQB3FWUF7oewLAAAAB1pVFh0VGl0bGUAAABkZQBUaXRlbADnjKsgdW5kIEh1bmS4\
        uudzAAAAFElEQVR4nGPsfuvFcmfPWwad/+sBJEsGJ+MEg9kAAAAASUVORK5CYII=
        """)

    /// Has an eXIf chunk with the orientation 6.
    static let pngTurned = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAMAAAADCAAAAABzQ+pjAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kA\
        AAAUSURBVHicY2QXCmV6aeXC+O3KTQASnAR9VFyP8QAAAABJRU5ErkJggg==
        """)
}
