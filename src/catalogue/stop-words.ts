/** Words that say nothing of what is looked for, without accents: Greek, the same in Greeklish, English. */
export const stopWords = new Set(
  (
    'ο η το οι τα του της των τον την τη τους τις ενα ενας μια μιας και κι για απο στο στη στην στον στα στις στους στων με σε να θα που πως τι πού ' +
    'ποιος ποια ποιο ειναι δεν μη μην μου σου σας μας ως αν η ή θελω θελει χρειαζομαι χρειαζεται χρειαζονται πρεπει κανω κανουμε βγαλω βγαζω παρω παιρνω ' +
    'εχω εχει ειμαι μπορω ποτε ποσο αυτο αυτη ενος ' +
    'kai ke to ta tou tis ths ton twn thn tin gia apo sto sth sti stin sthn ston sta me se na tha 8a pou pws pos ti den mou sou mas sas thelo thelw 8elw einai ine ' +
    'the a an of for to in on at my your our how do does i we get got want need is are can where what who and or with please'
  ).split(' '),
)
